import { refuse } from '../input/checks.js';
import { oneOf } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import type { ClassMeans } from './classStatistics.js';
import { readMeans } from './readStatistics.js';

/** Where the field is split: what the class means are compared with, and how classes are weighed. */
export interface BetweenClassOptions {
  /** `'sample'` (default): mu_G is the mean over examples. `'class'`: the mean of the class means. */
  globalMean?: 'sample' | 'class';
  /** `'class'` (default): each class weighs 1 / C in Sigma_B. `'sample'`: N_c / N. */
  weights?: 'class' | 'sample';
}

/** Readers of {@link BetweenClassOptions}. */
export const CONVENTIONS = { globalMean: oneOf('sample', 'class'), weights: oneOf('sample', 'class') };

/** N, the number of examples. */
export function exampleCount(statistics: ClassMeans): number {
  return publicCall('exampleCount', () => exampleCountOf(readMeans(statistics)));
}

/** {@link exampleCount} of statistics that are checked. */
export function exampleCountOf({ counts }: ClassMeans): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * mu_G, shape [d]: the mean over all examples (`'sample'`) or the mean of the class means (`'class'`); equal when
 * the classes are balanced.
 *
 * @example
 * globalMean(await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1])); // [1]; with 'class': [1.5]
 */
export function globalMean(statistics: ClassMeans, convention: 'sample' | 'class' = 'sample'): Float64Array {
  return publicCall('globalMean', () =>
    globalMeanOf(readSome(statistics), CONVENTIONS.globalMean('convention', convention)),
  );
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

/** M: the class means minus mu_G, shape [C, d], row-major. */
export function centredClassMeans(statistics: ClassMeans, convention?: 'sample' | 'class'): Float64Array {
  return publicCall('centredClassMeans', () => {
    if (convention !== undefined) CONVENTIONS.globalMean('convention', convention);
    return centredMeansOf(readSome(statistics), convention);
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

/** Refuses statistics of nothing. */
export function requireExamples(statistics: ClassMeans): void {
  if (exampleCountOf(statistics) > 0) return;
  refuse('statistics', 'of at least one example', 'none', 'Merge a batch into them first.');
}

/** The rows of a [, d] matrix minus a centre [d]. */
export function centredRows(matrix: Float64Array, centre: Float64Array): Float64Array {
  const d = centre.length;
  const rows = matrix.slice();
  for (let at = 0; at < rows.length; at += d) for (let j = 0; j < d; j++) rows[at + j] -= centre[j];
  return rows;
}

/** The weights of the classes in Sigma_B, shape [C], adding up to one. */
export function classWeights(statistics: ClassMeans, convention: 'class' | 'sample' = 'class'): Float64Array {
  const total = exampleCountOf(statistics);
  return statistics.counts.map((count) => (convention === 'class' ? 1 / statistics.classes : count / total));
}

/** Refuses statistics with fewer than `least` classes or with a class that has no example. */
export function requireEveryClass({ classes, counts }: ClassMeans, least = 2): void {
  if (classes < least) {
    const remedy = 'A comparison between classes needs two; pass labels of more classes.';
    refuse('statistics', `of at least ${least} classes`, `${classes}`, remedy);
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) {
    const ignored = classes === 256 ? ' If label 255 means no label, leave those rows out.' : '';
    const remedy = `Its mean does not exist: add examples, or number the classes that occur 0 .. C - 1.${ignored}`;
    refuse('statistics', 'of classes with at least one example each', `none of class ${empty}`, remedy);
  }
}
