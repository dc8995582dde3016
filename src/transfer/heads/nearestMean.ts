import { squaredDistancesBetween } from '../../numeric/kernels.js';
import { meanOfRows, type Task } from './task.js';

/** Scores queries by minus the squared Euclidean distance to the mean of each class's support rows, [N Q, N]. */
export function nearestMean({ ways, shots, d, support, queries }: Task): Float64Array {
  const means = new Float64Array(ways * d);
  for (let c = 0; c < ways; c++) {
    means.set(meanOfRows(support.subarray(c * shots * d, (c + 1) * shots * d), d), c * d);
  }
  return squaredDistancesBetween(queries, means, d).map((distance) => -distance);
}
