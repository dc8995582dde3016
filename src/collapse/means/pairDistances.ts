import { squaredDistance, squaredDistances } from '../../numeric/kernels.js';
import { dot } from '../../numeric/linearAlgebra.js';
import { LIMITS } from '../../statistics/rows/limits.js';
import type { ClassStatistics } from '../../statistics/value/types.js';
import { squaredDistancesOnTfjsNode } from './onTfjsNode.js';
import { FLOAT32_ROUNDING, MERGE_ROUNDING } from './resolution.js';

/** Row i of the squared distances of C vectors, ||v_i - v_j||^2 for every j, [C]. The caller does not write to it. */
export type PairDistances = (i: number) => Float64Array;

/**
 * Squared distances of the rows of a [C, d] matrix, from differences and not from dot products, so that a common
 * offset cancels exactly. Rows that differ by no more than rounding, 2^-40 of their norm, are at distance 0.
 */
export function pairDistances(vectors: Float64Array, classes: number): PairDistances {
  return distancesAbove(squaredRounding(vectors, classes), vectors, classes);
}

/**
 * {@link pairDistances} of class means. Two means are also at distance 0 where they differ by no more than the rounding
 * of float32 in the spread of their classes, 2^-24 of its root mean square. Equal means are then equal, too, where they
 * were merged from batches, in any order, or added up on a backend. No CDNV is therefore above 2^47 and below Infinity.
 */
export function meanDistances(statistics: ClassStatistics, manyClasses = LIMITS.manyClasses): PairDistances {
  return distancesAbove(squaredRoundingOfMeans(statistics), statistics.means, statistics.classes, manyClasses);
}

/** The squared distance from another mean up to which each mean counts as equal to it, length C. */
export function squaredRoundingOfMeans({ means, classes, counts, squaredDeviations }: ClassStatistics): Float64Array {
  return squaredRounding(means, classes).map((least, c) =>
    Math.max(least, (FLOAT32_ROUNDING ** 2 * squaredDeviations[c]) / counts[c]),
  );
}

function squaredRounding(vectors: Float64Array, classes: number): Float64Array {
  const d = vectors.length / classes;
  return Float64Array.from({ length: classes }, (_, c) => MERGE_ROUNDING ** 2 * dot(vectors, vectors, d, c * d, c * d));
}

function distancesAbove(
  least: Float64Array,
  vectors: Float64Array,
  classes: number,
  manyClasses = LIMITS.manyClasses,
): PairDistances {
  const d = vectors.length / classes;
  if (classes >= manyClasses) {
    return (i) => {
      const row = new Float64Array(classes);
      for (let j = 0; j < classes; j++) row[j] = squaredDistance(vectors, d, i, j);
      return withoutRounding(row, i);
    };
  }
  const exact = (i: number, j: number) => squaredDistance(vectors, d, i, j);
  const table = squaredDistancesOnTfjsNode(vectors, classes, d, exact) ?? squaredDistances(vectors, classes, d);
  const rowOf = (i: number) => table.subarray(i * classes, (i + 1) * classes);
  for (let i = 0; i < classes; i++) withoutRounding(rowOf(i), i);
  return rowOf;

  function withoutRounding(row: Float64Array, i: number): Float64Array {
    for (let j = 0; j < classes; j++) if (row[j] <= Math.max(least[i], least[j])) row[j] = 0;
    return row;
  }
}
