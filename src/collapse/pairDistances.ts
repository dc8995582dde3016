import { squaredDistance, squaredDistances } from '../numeric/kernels.js';

/** Up to this many pairs (4,096 vectors, 128 MB) the table is kept; beyond, a row is computed when it is asked for. */
const TABLE_LIMIT = 2 ** 24;

/** Row i of the squared distances of C vectors: ||v_i - v_j||^2 for every j, [C]; not to be written to. */
export type PairDistances = (i: number) => Float64Array;

/**
 * Squared distances of the rows of a [C, d] matrix, from differences and not from dot products, so that a common
 * offset cancels exactly.
 */
export function pairDistances(vectors: Float64Array, classes: number): PairDistances {
  const d = vectors.length / classes;
  if (classes * classes > TABLE_LIMIT) {
    return (i) => {
      const row = new Float64Array(classes);
      for (let j = 0; j < classes; j++) row[j] = squaredDistance(vectors, d, i, j);
      return row;
    };
  }
  const table = squaredDistances(vectors, classes, d);
  return (i) => table.subarray(i * classes, (i + 1) * classes);
}
