import { oneOf } from '../../input/options.js';
import { exampleCountOf, requireEveryClass } from './requirements.js';
import type { ClassMeans } from './types.js';

/** The conventions in which the field is split: what class means are compared with, and how classes are weighed. */
export interface BetweenClassOptions {
  /**
   * What mu_G is: the mean over examples (`'sample'`), or the mean of the class means (`'class'`). The default is
   * `'sample'`.
   */
  globalMean?: 'sample' | 'class';
  /** The weight of a class in Sigma_B: 1 / C (`'class'`), or N_c / N (`'sample'`). The default is `'class'`. */
  classWeights?: 'class' | 'sample';
}

/** Readers of {@link BetweenClassOptions}. */
export const CONVENTIONS = { globalMean: oneOf('sample', 'class'), classWeights: oneOf('sample', 'class') };

/** mu_G [d] of statistics that are checked. */
export function globalMeanOf(statistics: ClassMeans, convention: 'sample' | 'class' = 'sample'): Float64Array {
  const { classes, dimension: d, counts, means } = statistics;
  if (convention === 'class') requireEveryClass(statistics, 1);
  const total = convention === 'class' ? classes : exampleCountOf(statistics);
  // Differences from the first mean are added up, so that a common offset costs no digits.
  const origin = means.slice(0, d);
  const sum = new Float64Array(d);
  for (let c = 0; c < classes; c++) {
    const weight = convention === 'class' ? 1 : counts[c];
    if (weight > 0) for (let j = 0; j < d; j++) sum[j] += weight * (means[c * d + j] - origin[j]);
  }
  return sum.map((value, j) => origin[j] + value / total);
}

/** M [C, d], the class means minus mu_G, of statistics that are checked. */
export function centredMeansOf(statistics: ClassMeans, convention?: 'sample' | 'class'): Float64Array {
  return centredRows(statistics.means, globalMeanOf(statistics, convention));
}

/** The rows of a matrix [rows, d] minus a centre [d]. */
export function centredRows(matrix: Float64Array, centre: Float64Array): Float64Array {
  const d = centre.length;
  const rows = matrix.slice();
  for (let at = 0; at < rows.length; at += d) for (let j = 0; j < d; j++) rows[at + j] -= centre[j];
  return rows;
}

/** The weights of the classes in Sigma_B, shape [C]. They add up to one. */
export function weightsOfClasses(statistics: ClassMeans, convention: 'class' | 'sample' = 'class'): Float64Array {
  const total = exampleCountOf(statistics);
  return statistics.counts.map((count) => (convention === 'class' ? 1 / statistics.classes : count / total));
}
