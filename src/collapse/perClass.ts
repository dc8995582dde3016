import type { ClassStatistics } from '../statistics/value/types.js';
import { classVariances } from './cdnv.js';
import type { PairDistances } from './means/pairDistances.js';
import type { ClassifierValues } from './residuals/logits.js';
import { cosinesWithMeans } from './unc3.js';
import type { Undetermined } from './undetermined.js';

/** What the averages hide: each class by itself; every array of length C. */
export interface PerClass {
  /** Var_c = (1 / N_c) sum ||h - mu_c||^2. */
  readonly variances: readonly number[];
  /** ||mu_c - mu_G||. */
  readonly meanNorms: readonly number[];
  /** Mean over the other classes of the CDNV of the pair; absent where two classes are one and the same point. */
  readonly cdnv?: readonly number[];
  /** Index of the class whose mean is nearest to mu_c. */
  readonly nearestClass: readonly number[];
  /** ||mu_c - mu|| to that class. */
  readonly nearestDistance: readonly number[];
  /** cos(w_c, mu_c - mu_G); needs a classifier, and absent where one of the two vectors has no direction. */
  readonly classifierCosines?: readonly number[];
  /** Share of the class's examples whose nearest class mean is mu_c; needs features. */
  readonly nearestClassMeanAccuracy?: readonly number[];
  /** Share where classifier and nearest class mean differ; needs features and a classifier. */
  readonly nc4?: readonly number[];
  /** Share that the classifier gets right; needs features and a classifier. */
  readonly classifierAccuracy?: readonly number[];
}

/** The class means of a record, as far as they are looked at one by one. */
export interface MeansOfRecord {
  readonly statistics: ClassStatistics;
  readonly distances: PairDistances;
  /** mu_c - mu_G, [C, d]. */
  readonly centredMeans: Float64Array;
  /** ||mu_c - mu_G||, [C]. */
  readonly meanNorms: Float64Array;
  /** What the input does not determine, by key. */
  readonly undetermined: Undetermined;
}

/** {@link PerClass} without what needs features. */
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
