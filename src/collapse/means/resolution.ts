import { dot } from '../../numeric/linearAlgebra.js';
import type { ClassStatistics } from '../../statistics/value/types.js';

/** The rounding of a row of float32 features, as a share of its norm. */
export const FLOAT32_ROUNDING = 2 ** -24;

/** The rounding of a mean in float64 after additions and merges in any order, as a share of its norm. */
export const MERGE_ROUNDING = 2 ** -40;

/** The root mean square norm of the rows of each class, sqrt(||mu_c||^2 + Var_c), length C. */
export function rowSizes({ classes, dimension: d, counts, means, squaredDeviations }: ClassStatistics): Float64Array {
  return Float64Array.from({ length: classes }, (_, c) =>
    Math.sqrt(dot(means, means, d, c * d, c * d) + squaredDeviations[c] / counts[c]),
  );
}

/**
 * The norm that the rest of a class mean must exceed to be more than rounding, after k directions have been projected
 * out. The rest holds the rounding of k + 1 means, in the d - k dimensions that are left. In trials the rounding of
 * means of dependent rows was a third of this.
 *
 * A mean of many rows is known better than a row. The cut-off is that of one row all the same: NC1 squares each row's
 * component along the direction, and the squares of their rounding do not average out.
 */
export function resolutionOfMeans(statistics: ClassStatistics, tolerance = FLOAT32_ROUNDING) {
  const largest = rowSizes(statistics).reduce((most, size) => Math.max(most, size), 0);
  const d = statistics.dimension;
  return (k: number) => tolerance * largest * Math.sqrt((1 + k) * Math.max(0, 1 - k / d));
}

/**
 * The distance from mu_G up to which the mean of each class has no direction that was measured, length C. It is twice
 * the rounding of a row. Where rows spread over more than the spacing of float32, their rounding differs and averages
 * out, and the distance is divided by the root of N_c.
 */
export function resolutionOfDirections(statistics: ClassStatistics, tolerance = FLOAT32_ROUNDING): Float64Array {
  const { counts, squaredDeviations } = statistics;
  return rowSizes(statistics).map((size, c) => {
    const spreads = squaredDeviations[c] / counts[c] > (4 * FLOAT32_ROUNDING * size) ** 2;
    return Math.max((2 * tolerance * size) / Math.sqrt(spreads ? counts[c] : 1), MERGE_ROUNDING * size);
  });
}
