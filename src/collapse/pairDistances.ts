import { squaredDistance, squaredDistances } from '../numeric/kernels.js';
import { dot } from '../numeric/linearAlgebra.js';
import { MERGE_ROUNDING } from './resolution.js';

/** Up to this many pairs (4,096 vectors, 128 MB) the table is kept; beyond, a row is computed when it is asked for. */
const TABLE_LIMIT = 2 ** 24;

/** Row i of the squared distances of C vectors: ||v_i - v_j||^2 for every j, [C]; not to be written to. */
export type PairDistances = (i: number) => Float64Array;

/**
 * Squared distances of the rows of a [C, d] matrix, from differences and not from dot products, so that a common
 * offset cancels exactly. Rows that differ by no more than rounding, 2^-40 of their norm, are at distance 0: two equal class means are
 * equal too where they were merged from batches, in any order.
 */
export function pairDistances(vectors: Float64Array, classes: number, tableLimit = TABLE_LIMIT): PairDistances {
  const d = vectors.length / classes;
  const least = new Float64Array(classes); // squared
  for (let i = 0; i < classes; i++) least[i] = MERGE_ROUNDING ** 2 * dot(vectors, vectors, d, i * d, i * d);
  if (classes * classes > tableLimit) {
    return (i) => {
      const row = new Float64Array(classes);
      for (let j = 0; j < classes; j++) row[j] = squaredDistance(vectors, d, i, j);
      return withoutRounding(row, i);
    };
  }
  const table = squaredDistances(vectors, classes, d);
  const rowOf = (i: number) => table.subarray(i * classes, (i + 1) * classes);
  for (let i = 0; i < classes; i++) withoutRounding(rowOf(i), i);
  return rowOf;

  function withoutRounding(row: Float64Array, i: number): Float64Array {
    for (let j = 0; j < classes; j++) if (row[j] <= Math.max(least[i], least[j])) row[j] = 0;
    return row;
  }
}
