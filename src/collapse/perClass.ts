import type { ClassStatistics } from '../statistics/value/types.js';
import { classVariances } from './cdnv.js';
import type { PairDistances } from './means/pairDistances.js';
import type { ClassifierValues } from './residuals/logits.js';
import { cosinesWithMeans } from './unc3.js';
import type { Undetermined } from './undetermined.js';

/** What averages hide: the measures of each class by itself. Every array is of length C. */
export interface PerClass {
  /** The population variance of each class, Var_c = (1 / N_c) sum ||h - mu_c||^2. */
  readonly variances: readonly number[];
  /** The distance of each class mean from the global mean, ||mu_c - mu_G||. */
  readonly meanNorms: readonly number[];
  /**
   * The mean over the other classes of the CDNV of the pair: {@link cdnvPerPair}. It is absent where two classes are
   * one and the same point.
   */
  readonly cdnv?: readonly number[];
  /** The class whose mean is nearest to mu_c. */
  readonly nearestClass: readonly number[];
  /** The distance between mu_c and the mean of that class. */
  readonly nearestDistance: readonly number[];
  /**
   * The cosine between the row of the classifier and the centred mean, cos(w_c, mu_c - mu_G), whose variance is
   * {@link unc3}. It needs a classifier, and is absent where one of the two vectors has no direction.
   */
  readonly classifierCosines?: readonly number[];
  /** The share of the examples of the class whose nearest class mean is mu_c. It needs features. */
  readonly nearestClassMeanAccuracy?: readonly number[];
  /**
   * The share of its examples for which classifier and nearest class mean differ. It needs features and a classifier.
   */
  readonly nc4?: readonly number[];
  /** The share of its examples that the classifier gets right. It needs features and a classifier. */
  readonly classifierAccuracy?: readonly number[];
}

/** What the measures of single classes and pairs are computed from. */
export interface MeansOfRecord {
  readonly statistics: ClassStatistics;
  readonly distances: PairDistances;
  /** mu_c - mu_G, [C, d]. */
  readonly centredMeans: Float64Array;
  /** ||mu_c - mu_G||, [C]. */
  readonly meanNorms: Float64Array;
  /** The measures that the input does not determine, by key. */
  readonly undetermined: Undetermined;
}

/** The measures of {@link PerClass} that need no features. */
export function perClass(
  { statistics, distances, centredMeans, meanNorms, undetermined }: MeansOfRecord,
  classifier?: ClassifierValues,
): PerClass {
  const { classes } = statistics;
  const variances = classVariances(statistics);
  const nearestClass = new Array<number>(classes).fill(-1);
  const nearestDistance = new Array<number>(classes).fill(Infinity);
  const cdnv = Array.from({ length: classes }, (_, i) => {
    const row = distances(i);
    let sum = 0;
    for (let j = 0; j < classes; j++) {
      if (i === j) continue;
      sum += (variances[i] + variances[j]) / (2 * row[j]);
      if (row[j] < nearestDistance[i]) [nearestClass[i], nearestDistance[i]] = [j, row[j]];
    }
    return sum / (classes - 1);
  });
  return {
    variances: Array.from(variances),
    meanNorms: Array.from(meanNorms),
    ...(!undetermined['perClass.cdnv'] && { cdnv }),
    nearestClass,
    nearestDistance: nearestDistance.map(Math.sqrt),
    ...(classifier &&
      !undetermined['perClass.classifierCosines'] && {
        classifierCosines: Array.from(cosinesWithMeans(classifier.weights, centredMeans, classes)),
      }),
  };
}
