import type { BetweenClassOptions } from '../statistics/value/means.js';
import type { Classifier } from './classifier.js';
import type { HypersphericalUniformity } from './gnc2.js';
import type { SimplexEtf } from './nc2.js';
import type { PerClass } from './perClass.js';
import type { PerPair } from './perPair.js';
import type { Undetermined } from './undetermined.js';

/** NC2 of vectors of which one may be zero. Such a vector has a length, but no angles. */
export type SimplexEtfOfAny = Pick<SimplexEtf, 'equinormness' | 'etfDistance'> & Partial<SimplexEtf>;

/**
 * All measures of neural collapse of one set of features, as plain numbers, in the order of the table in
 * docs/measures.md.
 *
 * A measure that was not asked for is absent. One that the input does not determine is absent, too, and `undetermined`
 * says why.
 */
export interface NeuralCollapse {
  /** The conventions under which the numbers hold. They are only in this record. */
  readonly conventions: Required<BetweenClassOptions>;
  /** The number of classes, C: `classes` of {@link ClassStatistics}. */
  readonly classes: number;
  /** The number of values in an example's features, d: `dimension` of {@link ClassStatistics}. */
  readonly dimension: number;
  /** The number of examples of each class, N_c, length C: `counts` of {@link ClassStatistics}. */
  readonly counts: readonly number[];
  /** Why measures have no value for this input, a sentence for each by its key. It is only in this record. */
  readonly undetermined: Undetermined;
  /** NC1, tr(Sigma_W Sigma_B^+) / C: {@link nc1}. From statistics it needs their scatter. */
  readonly nc1?: number;
  /** The ratio tr Sigma_W / tr Sigma_B: {@link nc1TraceRatio}. */
  readonly nc1TraceRatio?: number;
  /**
   * The rank of the centred class means as far as the features resolve it, at most min(C - 1, d). A lower rank means
   * that classes coincide or align. NC1 counts that many directions. It is only in this record.
   */
  readonly rank: number;
  /**
   * The largest over the smallest singular value of the weighted centred class means in those directions. It is only in
   * this record, and absent where `rank` is 0.
   */
  readonly condition?: number;
  /**
   * The class-distance normalised variance: {@link cdnv}. It is absent where two classes are one and the same point.
   */
  readonly cdnv?: number;
  /** CDNV with the variances along mu_i - mu_j only. It needs features, and is only in this record. */
  readonly directionalCdnv?: number;
  /** NC2 of the centred class means: {@link nc2}. Its angles are absent where a class mean is at mu_G. */
  readonly nc2?: SimplexEtfOfAny;
  /** NC2 of the rows of the classifier: {@link nc2}. It needs a classifier. */
  readonly nc2Classifier?: SimplexEtfOfAny;
  /** Hyperspherical uniformity of the class means: {@link gnc2}. It is absent where a class mean is at mu_G. */
  readonly gnc2?: HypersphericalUniformity;
  /** Uniform duality, the variance over classes of cos(w_c, mu_c - mu_G): {@link unc3}. It needs a classifier. */
  readonly unc3?: number;
  /** NC3, || W / ||W||_F - M / ||M||_F ||_F^2: {@link nc3}. It needs a classifier. */
  readonly nc3?: number;
  /** The root of NC3, which some papers plot in its place: the root of {@link nc3}. It needs a classifier. */
  readonly nc3Unsquared?: number;
  /** The norm of the logits at the global mean, ||W mu_G + b||: {@link biasCollapse}. It needs a classifier. */
  readonly biasCollapse?: number;
  /**
   * NC4, the share of examples for which the classifier and the nearest class mean differ. It needs features and a
   * classifier, and is only in this record.
   */
  readonly nc4?: number;
  /**
   * The share of examples for which the two agree, 1 - NC4. It needs features and a classifier, and is only in this
   * record.
   */
  readonly nc4Agreement?: number;
  /**
   * The share of examples whose nearest class mean is that of their own class. It needs features, and is only in this
   * record.
   */
  readonly nearestClassMeanAccuracy?: number;
  /**
   * The share of examples that the classifier gets right. It needs features and a classifier, and is only in this
   * record.
   */
  readonly classifierAccuracy?: number;
  /** Geometric collapse: {@link geometricCollapse}. It needs complexities. */
  readonly geometricCollapse?: number;
  /** The Poincare ratio max_c Var_c / GC_c: {@link poincareRatio}. It needs complexities. */
  readonly poincareRatio?: number;
  /** The effective rank of the features: {@link featureRank}. It has to be asked for. */
  readonly rankMe?: number;
  /** The numerical rank of the features: {@link featureRank}. It has to be asked for. */
  readonly numericalRank?: number;
  /**
   * The fourth moment of each class, M4_c = (1 / N_c) sum ||h - mu_c||^4, length C. It needs features, is only in this
   * record, and has to be asked for.
   */
  readonly fourthMoments?: readonly number[];
  /** The measures of each class, which are only in this record. They have to be asked for. */
  readonly perClass?: PerClass;
  /** The measures of each pair of classes, of which {@link cdnvPerPair} is one. They have to be asked for. */
  readonly perPair?: PerPair;
}

/** A record of statistics, in whose type the keys that the options ask for are not optional. */
export type NeuralCollapseOf<O> = NeuralCollapse &
  (O extends { classifier: Classifier } ? Required<Pick<NeuralCollapse, 'biasCollapse'>> : unknown) &
  (O extends { complexities: ArrayLike<number> } ? Required<Pick<NeuralCollapse, 'poincareRatio'>> : unknown) &
  (O extends { perClass: true } ? Required<Pick<NeuralCollapse, 'perClass'>> : unknown) &
  (O extends { perPair: true } ? Required<Pick<NeuralCollapse, 'perPair'>> : unknown);

/** A record of examples: that of {@link NeuralCollapseOf}, with the measures that need each example. */
export type NeuralCollapseOfExamples<O> = NeuralCollapseOf<O> &
  Required<Pick<NeuralCollapse, 'nearestClassMeanAccuracy'>> &
  (O extends { fourthMoments: true } ? Required<Pick<NeuralCollapse, 'fourthMoments'>> : unknown) &
  (O extends { classifier: Classifier }
    ? Required<Pick<NeuralCollapse, 'nc4' | 'nc4Agreement' | 'classifierAccuracy'>>
    : unknown);

/**
 * Options of type O without unknown names. TypeScript does not look for misspelt names in an argument whose type it
 * infers.
 */
export type Known<O, All> = O & { readonly [K in Exclude<keyof O, keyof All>]: never };
