import { refuse } from '../internal/checks.js';
import { requireEveryClass } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { forEachPair } from './meanSpan.js';

/**
 * CDNV, the class-distance normalised variance, the "neural collapse" of Munn, Dherin and Gonzalvo (2024): the mean
 * over pairs i != j of (Var_i + Var_j) / (2 ||mu_i - mu_j||^2), Var_c the population variance of class c. 0 when every
 * example sits on its class mean; below about 0.1 classes are well apart.
 *
 * Two equal means with some variance make it Infinity, its limit.
 *
 * @param statistics of at least two classes, each with an example; no scatter is needed
 * @returns CDNV >= 0, dimensionless
 * @throws InputError for an empty class, or for two classes that are one and the same point
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * cdnv(s); // 0.0625: (1/4 + 1/4) / (2 . 2^2)
 * @see Galanti, Gyorgy and Hutter, "On the role of neural collapse in transfer learning", 2022
 */
export function cdnv(statistics: ClassStatistics): number {
  requireEveryClass('cdnv', statistics);
  const variances = statistics.squaredDeviations.map((sum, c) => sum / statistics.counts[c]);
  return meanOverPairs('cdnv', statistics, (i, j) => variances[i] + variances[j]);
}

/** Mean over pairs of spread(i, j) / (2 ||mu_i - mu_j||^2). */
export function meanOverPairs(
  where: string,
  statistics: ClassStatistics,
  spread: (i: number, j: number) => number,
): number {
  let sum = 0;
  forEachPair(statistics, (i, j, squaredDistance) => {
    const value = spread(i, j);
    if (value === 0 && squaredDistance === 0) {
      const remedy = 'Their ratio 0 / 0 does not exist; look for dead features.';
      refuse(where, 'statistics', 'of classes that differ', `classes ${i} and ${j}, one and the same point`, remedy);
    }
    sum += value / (2 * squaredDistance);
  });
  return sum / ((statistics.classes * (statistics.classes - 1)) / 2);
}
