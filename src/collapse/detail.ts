import { squaredDistances } from '../numeric/kernels.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { cdnvPerPairAt, classVariances } from './cdnv.js';
import type { ClassifierValues } from './classifier.js';
import type { PairDistances } from './pairDistances.js';
import { cosinesWithMeans } from './selfDuality.js';
import type { Undetermined } from './undetermined.js';

/** What the averages hide: each class by itself; every array of length C. */
export interface PerClass {
  /** Var_c = (1 / N_c) sum ||h - mu_c||^2. */
  variances: number[];
  /** ||mu_c - mu_G||. */
  meanNorms: number[];
  /** Mean over the other classes of the CDNV of the pair; absent where two classes are one and the same point. */
  cdnv?: number[];
  /** Index of the class whose mean is nearest to mu_c. */
  nearestClass: number[];
  /** ||mu_c - mu|| to that class. */
  nearestDistance: number[];
  /** cos(w_c, mu_c - mu_G); needs a classifier, and absent where one of the two vectors has no direction. */
  classifierCosines?: number[];
  /** Share of the class's examples whose nearest class mean is mu_c; needs features. */
  nearestClassMeanAccuracy?: number[];
  /** Share where classifier and nearest class mean differ; needs features and a classifier. */
  nc4?: number[];
  /** Share that the classifier gets right; needs features and a classifier. */
  classifierAccuracy?: number[];
}

/** Every pair of classes; each [C, C], row-major: 8 C^2 bytes, 800 MB at 10,000 classes. */
export interface PerPair {
  /** ||mu_i - mu_j||^2. */
  squaredDistances: Float64Array;
  /** cos(mu_i - mu_G, mu_j - mu_G); 1 on the diagonal. Absent where a class mean is at mu_G. */
  cosines?: Float64Array;
  /** (Var_i + Var_j) / (2 ||mu_i - mu_j||^2); 0 on the diagonal. Absent where two classes are one and the same point. */
  cdnv?: Float64Array;
  /** The same with the variances along mu_i - mu_j only; needs features. */
  directionalCdnv?: Float64Array;
}

/** What the details are made of. */
interface DetailParts {
  statistics: ClassStatistics;
  distances: PairDistances;
  centredMeans: Float64Array;
  meanNorms: Float64Array;
  /** What the input does not determine, by key. */
  undetermined: Undetermined;
}

/** {@link PerClass} without what needs features. */
export function perClass(
  { statistics, distances, centredMeans, meanNorms, undetermined }: DetailParts,
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

/** {@link PerPair}; `squaresAlong` [C, C] is the sum over class i of (r . (mu_j - mu_i))^2. */
export function perPair(
  { statistics, distances, centredMeans, meanNorms, undetermined }: DetailParts,
  squaresAlong?: Float64Array,
): PerPair {
  const { classes, dimension: d, counts } = statistics;
  const apart = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) apart.set(distances(i), i * classes);
  const cosines = () => {
    const directions = centredMeans.map((value, at) => value / meanNorms[Math.floor(at / d)]); // [C, d], unit rows
    // From the distance of directions: two that nearly coincide keep the digits of their angle.
    return squaredDistances(directions, classes, d).map((squared) => 1 - squared / 2);
  };
  const along = () =>
    squaresAlong!.map((sum, at) => {
      const [i, j] = [Math.floor(at / classes), at % classes];
      const both = sum / counts[i] + squaresAlong![j * classes + i] / counts[j];
      if (apart[at] === 0 && i !== j) return Infinity; // no direction between them: the limit of the CDNV
      return both === 0 ? 0 : both / apart[at] / apart[at] / 2;
    });
  return {
    squaredDistances: apart,
    ...(!undetermined['perPair.cosines'] && { cosines: cosines() }),
    ...(!undetermined['perPair.cdnv'] && { cdnv: cdnvPerPairAt(statistics, distances) }),
    ...(squaresAlong && !undetermined['perPair.directionalCdnv'] && { directionalCdnv: along() }),
  };
}
