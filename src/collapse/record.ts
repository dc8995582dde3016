import type { BetweenClassOptions } from '../statistics/value/means.js';
import type { Classifier } from './classifier.js';
import type { HypersphericalUniformity } from './gnc2.js';
import type { SimplexEtf } from './nc2.js';
import type { PerClass } from './perClass.js';
import type { PerPair } from './perPair.js';
import type { Undetermined } from './undetermined.js';

/** NC2 of vectors of which one may be zero: that one has a length, but no angles. */
export type SimplexEtfOfAny = Pick<SimplexEtf, 'equinormness' | 'etfDistance'> & Partial<SimplexEtf>;

/**
 * Every measure of neural collapse; plain numbers. A measure that was not asked for is absent; one that the input does not determine is
 * absent too, and `undetermined` says why.
 */
export interface NeuralCollapse {
  /** The conventions that the numbers hold under. */
  readonly conventions: Required<BetweenClassOptions>;
  /** C. */
  readonly classes: number;
  /** d. */
  readonly dimension: number;
  /** N_c, length C. */
  readonly counts: readonly number[];
  /** Why a measure has no value for this input, as a sentence, by its key; `{}` where every measure has one. */
  readonly undetermined: Undetermined;
  /** NC1: tr(Sigma_W Sigma_B^+) / C. From statistics, only where they keep the scatter. Absent where all class means are equal. */
  readonly nc1?: number;
  /** tr Sigma_W / tr Sigma_B. Absent where all class means are equal. */
  readonly nc1TraceRatio?: number;
  /**
   * Rank of the centred class means as far as the features resolve it, at most min(C - 1, d); less means that classes coincide or align.
   * NC1 counts that many directions.
   */
  readonly rank: number;
  /** Largest over smallest singular value of the weighted centred class means, in those directions. Absent where `rank` is 0. */
  readonly condition?: number;
  /** Class-distance normalised variance. Absent where two classes are one and the same point. */
  readonly cdnv?: number;
  /** The same with the variance along mu_i - mu_j only; needs features. */
  readonly directionalCdnv?: number;
  /** NC2 of the centred class means. Without its angles where a class mean is at mu_G, absent where all are. */
  readonly nc2?: SimplexEtfOfAny;
  /** NC2 of the classifier's rows. */
  readonly nc2Classifier?: SimplexEtfOfAny;
  /** Hyperspherical uniformity: mean and variance of log(1 / distance) of the centred means' directions. Absent where one has none. */
  readonly gnc2?: HypersphericalUniformity;
  /** Uniform duality: variance over classes of cos(w_c, mu_c - mu_G). */
  readonly unc3?: number;
  /** NC3, squared: || W / ||W||_F - M / ||M||_F ||_F^2. */
  readonly nc3?: number;
  /** NC3, unsquared. */
  readonly nc3Unsquared?: number;
  /** ||W mu_G + b||. */
  readonly biasCollapse?: number;
  /** NC4: share of examples where the classifier and the nearest class mean differ; needs features. */
  readonly nc4?: number;
  /** 1 - NC4. */
  readonly nc4Agreement?: number;
  /** Share of examples whose nearest class mean is their own class's; needs features. */
  readonly nearestClassMeanAccuracy?: number;
  /** Share of examples that the classifier gets right; needs features. */
  readonly classifierAccuracy?: number;
  /** Geometric collapse; needs complexities. */
  readonly geometricCollapse?: number;
  /** max_c Var_c / GC_c: the smallest k with CDNV <= k . geometric collapse class by class; needs complexities. */
  readonly poincareRatio?: number;
  /** Effective rank of the features; on request. */
  readonly rankMe?: number;
  /** Numerical rank of the features; on request. */
  readonly numericalRank?: number;
  /** Class by class; on request. */
  readonly perClass?: PerClass;
  /** Pair by pair; on request. */
  readonly perPair?: PerPair;
}

/** A record of statistics: what a request makes sure of is not optional. */
export type NeuralCollapseOf<O> = NeuralCollapse &
  (O extends { classifier: Classifier } ? Required<Pick<NeuralCollapse, 'biasCollapse'>> : unknown) &
  (O extends { complexities: ArrayLike<number> } ? Required<Pick<NeuralCollapse, 'poincareRatio'>> : unknown) &
  (O extends { perClass: true } ? Required<Pick<NeuralCollapse, 'perClass'>> : unknown) &
  (O extends { perPair: true } ? Required<Pick<NeuralCollapse, 'perPair'>> : unknown);

/** A record of examples: as {@link NeuralCollapseOf}, with what every example counts for. */
export type NeuralCollapseOfExamples<O> = NeuralCollapseOf<O> &
  Required<Pick<NeuralCollapse, 'nearestClassMeanAccuracy'>> &
  (O extends { classifier: Classifier }
    ? Required<Pick<NeuralCollapse, 'nc4' | 'nc4Agreement' | 'classifierAccuracy'>>
    : unknown);

/** Options of type O, of which no name is unknown: TypeScript does not look for misspelt names in an argument of a type that it infers. */
export type Known<O, All> = O & { readonly [K in Exclude<keyof O, keyof All>]: never };
