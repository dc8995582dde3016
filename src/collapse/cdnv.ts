import { refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { requireEveryClass } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { meanDistances, type PairDistances } from './means/pairDistances.js';

/**
 * Tells how large classes are in comparison with the distances between them: CDNV, the class-distance normalised
 * variance, which is the "neural collapse" of Munn, Dherin and Gonzalvo (2024).
 *
 * It is the mean over pairs i != j of (Var_i + Var_j) / (2 ||mu_i - mu_j||^2), with Var_c the population variance of
 * class c. It is 0 where every example sits on its class mean, and below 0.1 classes are well apart.
 *
 * Two equal means with some variance make it Infinity, which is its limit.
 *
 * @param statistics Statistics of at least two classes, each with an example. They need no scatter.
 * @returns CDNV >= 0, without a unit.
 * @throws InputError for an empty class, or for two classes that are one and the same point.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * cdnv(s); // 0.0625: (1/4 + 1/4) / (2 . 2^2)
 * @see Galanti, Gyorgy and Hutter, "On the role of neural collapse in transfer learning", 2022
 */
export function cdnv(statistics: ClassStatistics): number {
  return publicCall('cdnv', () => {
    const read = readStatistics(statistics);
    requireEveryClass(read);
    return cdnvAt(read, meanDistances(read));
  });
}

/** {@link cdnv} with the distances of the class means at hand. */
export function cdnvAt(statistics: ClassStatistics, distances: PairDistances): number {
  return meanOverPairs(classVariances(statistics), distances);
}

/**
 * Shows which classes are close to each other: the CDNV of every pair, (Var_i + Var_j) / (2 ||mu_i - mu_j||^2). Their
 * mean over i != j is {@link cdnv}.
 *
 * @param statistics Statistics of at least two classes, each with an example. They need no scatter.
 * @returns A symmetric table [C, C], row-major, with a diagonal of 0. It takes 800 MB at 10,000 classes.
 *
 * @throws InputError where {@link cdnv} throws one.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * cdnvPerPair(s); // [0, 0.0625, 0.0625, 0]
 */
export function cdnvPerPair(statistics: ClassStatistics): Float64Array {
  return publicCall('cdnvPerPair', () => {
    const read = readStatistics(statistics);
    requireEveryClass(read);
    return cdnvPerPairAt(read, meanDistances(read));
  });
}

/** {@link cdnvPerPair} with the distances of the class means at hand. */
export function cdnvPerPairAt(statistics: ClassStatistics, distances: PairDistances): Float64Array {
  const { classes } = statistics;
  const variances = classVariances(statistics);
  const pairs = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    const row = distances(i);
    for (let j = 0; j < classes; j++) {
      if (i === j) continue;
      const spread = variances[i] + variances[j];
      refuseOnePoint(spread, row[j], i, j);
      pairs[i * classes + j] = spread / (2 * row[j]);
    }
  }
  return pairs;
}

/** The population variance of each class, Var_c = (1 / N_c) sum ||h - mu_c||^2, length C. */
export function classVariances({ squaredDeviations, counts }: ClassStatistics): Float64Array {
  return squaredDeviations.map((sum, c) => sum / counts[c]);
}

/**
 * The mean over pairs i != j of (spread_i + spread_j) / (2 ||mu_i - mu_j||^2). Nothing of size C x C is kept for it.
 */
export function meanOverPairs(spreads: ArrayLike<number>, distances: PairDistances): number {
  const classes = spreads.length;
  let sum = 0;
  for (let i = 1; i < classes; i++) {
    const row = distances(i);
    for (let j = 0; j < i; j++) {
      refuseOnePoint(spreads[i] + spreads[j], row[j], j, i);
      sum += (spreads[i] + spreads[j]) / (2 * row[j]);
    }
  }
  return sum / ((classes * (classes - 1)) / 2);
}

/** Refuses 0 / 0. */
export function refuseOnePoint(spread: number, squaredDistance: number, i: number, j: number): void {
  if (spread !== 0 || squaredDistance !== 0) return;
  const remedy = 'Their ratio 0 / 0 does not exist; look for dead features.';
  refuse('statistics', 'of classes that differ', `classes ${i} and ${j}, one and the same point`, remedy);
}
