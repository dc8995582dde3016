import { dot } from '../../numeric/linearAlgebra.js';
import type { ClassStatistics } from '../../statistics/value/types.js';

/** Share of its norm to which float32 rounds a row of features. */
export const FLOAT32_ROUNDING = 2 ** -24;

/** Share of its norm to which a mean is known in float64 after additions and merges in any order. */
export const MERGE_ROUNDING = 2 ** -40;

/** Root mean square norm of the rows of each class, about zero: sqrt(||mu_c||^2 + Var_c), length C. */
export function rowSizes({ classes, dimension: d, counts, means, squaredDeviations }: ClassStatistics): Float64Array {
  return Float64Array.from({ length: classes }, (_, c) =>
    Math.sqrt(dot(means, means, d, c * d, c * d) + squaredDeviations[c] / counts[c]),
  );
}

/**
 * What the left-over of a class mean has to exceed, once k directions are taken off it, so that it is more than rounding: it holds the
 * rounding of k + 1 means, in the d - k dimensions that are left. Rounding of means of dependent rows came to a third of that.
 *
 * A mean of many rows is known better than a row. The cut-off is that of one row all the same: NC1 squares each row's component along
 * the direction, and the squares of their rounding do not average out.
 */
export function resolutionOfMeans(statistics: ClassStatistics, tolerance = FLOAT32_ROUNDING) {
  const largest = rowSizes(statistics).reduce((most, size) => Math.max(most, size), 0);
  const d = statistics.dimension;
  return (k: number) => tolerance * largest * Math.sqrt((1 + k) * Math.max(0, 1 - k / d));
}

/**
 * Up to this distance from mu_G the mean of each class has no direction that was measured, length C: twice the rounding of a row, and
 * less by the root of N_c where rows spread over more than the spacing of float32, so that their rounding differs and averages out.
 */
export function resolutionOfDirections(statistics: ClassStatistics, tolerance = FLOAT32_ROUNDING): Float64Array {
  const { counts, squaredDeviations } = statistics;
  return rowSizes(statistics).map((size, c) => {
    const spreads = squaredDeviations[c] / counts[c] > (4 * FLOAT32_ROUNDING * size) ** 2;
    return Math.max((2 * tolerance * size) / Math.sqrt(spreads ? counts[c] : 1), MERGE_ROUNDING * size);
  });
}
