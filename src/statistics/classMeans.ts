import { oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { readMeans } from './readStatistics.js';
import { exampleCountOf, requireEveryClass, requireExamples } from './requirements.js';
import type { ClassMeans } from './types.js';

/** Where the field is split: what the class means are compared with, and how classes are weighed. */
export interface BetweenClassOptions {
  /** `'sample'` (default): mu_G is the mean over examples. `'class'`: the mean of the class means. */
  globalMean?: 'sample' | 'class';
  /** The weight of a class in Sigma_B: 1 / C for `'class'` (default), or N_c / N for `'sample'`. */
  classWeights?: 'class' | 'sample';
}

/** Readers of {@link BetweenClassOptions}. */
export const CONVENTIONS = { globalMean: oneOf('sample', 'class'), classWeights: oneOf('sample', 'class') };

/** N, the number of examples. */
export function exampleCount(statistics: ClassMeans): number {
  return publicCall('exampleCount', () => exampleCountOf(readMeans(statistics)));
}

/** Which of the two global means is meant. */
export type GlobalMeanOptions = Pick<BetweenClassOptions, 'globalMean'>;

/**
 * mu_G, the point that class means are compared with: the mean over all examples (`'sample'`, default) or the mean of
 * the class means (`'class'`). The two are equal when the classes are balanced.
 *
 * @param statistics Statistics of at least one example.
 * @returns mu_G, shape [d], in the unit of the features.
 * @throws InputError for statistics of no example, and with `'class'` for a class without examples.
 * @example
 * const s = await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1]);
 * globalMean(s); // [1]
 * globalMean(s, { globalMean: 'class' }); // [1.5]
 */
export function globalMean(statistics: ClassMeans, options: GlobalMeanOptions = {}): Float64Array {
  return publicCall('globalMean', () => {
    const { globalMean } = readOptions(options, { globalMean: CONVENTIONS.globalMean });
    return globalMeanOf(readSome(statistics), globalMean);
  });
}

/** {@link globalMean} of statistics that are checked. */
export function globalMeanOf(statistics: ClassMeans, convention: 'sample' | 'class' = 'sample'): Float64Array {
  const { classes, dimension: d, counts, means } = statistics;
  if (convention === 'class') requireEveryClass(statistics, 1);
  const total = convention === 'class' ? classes : exampleCountOf(statistics);
  // Shifted by the first mean: the sum is over differences, so a common offset does not eat digits.
  const origin = means.slice(0, d);
  const sum = new Float64Array(d);
  for (let c = 0; c < classes; c++) {
    const weight = convention === 'class' ? 1 : counts[c];
    if (weight > 0) for (let j = 0; j < d; j++) sum[j] += weight * (means[c * d + j] - origin[j]);
  }
  return sum.map((value, j) => origin[j] + value / total);
}

/**
 * M, the class means minus mu_G: what NC2, GNC2, NC3 and UNC3 are measured on.
 *
 * @param statistics Statistics of at least one example.
 * @returns M, shape [C, d], row-major, in the unit of the features.
 * @throws InputError as {@link globalMean}
 * @example
 * centredClassMeans(await classStatistics(tf.tensor2d([[0], [2]]), [0, 1])); // [-1, 1]
 */
export function centredClassMeans(statistics: ClassMeans, options: GlobalMeanOptions = {}): Float64Array {
  return publicCall('centredClassMeans', () => {
    const { globalMean } = readOptions(options, { globalMean: CONVENTIONS.globalMean });
    return centredMeansOf(readSome(statistics), globalMean);
  });
}

/** {@link centredClassMeans} of statistics that are checked. */
export function centredMeansOf(statistics: ClassMeans, convention?: 'sample' | 'class'): Float64Array {
  return centredRows(statistics.means, globalMeanOf(statistics, convention));
}

/** Means as an argument, of one example at least. */
function readSome(statistics: ClassMeans): ClassMeans {
  const read = readMeans(statistics);
  requireExamples(read);
  return read;
}

/** The rows of a [, d] matrix minus a centre [d]. */
export function centredRows(matrix: Float64Array, centre: Float64Array): Float64Array {
  const d = centre.length;
  const rows = matrix.slice();
  for (let at = 0; at < rows.length; at += d) for (let j = 0; j < d; j++) rows[at + j] -= centre[j];
  return rows;
}

/** The weights of the classes in Sigma_B, shape [C], adding up to one. */
export function weightsOfClasses(statistics: ClassMeans, convention: 'class' | 'sample' = 'class'): Float64Array {
  const total = exampleCountOf(statistics);
  return statistics.counts.map((count) => (convention === 'class' ? 1 / statistics.classes : count / total));
}
