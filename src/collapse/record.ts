import { boolean, later } from '../input/options.js';
import { type BetweenClassOptions, centredMeansOf, globalMeanOf } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { cdnvAt } from './cdnv.js';
import { type Classifier, type ClassifierValues, classifierOption } from './classifier.js';
import { type PerClass, type PerPair, perClass, perPair } from './detail.js';
import { rankOfFeatures } from './featureRank.js';
import { checkComplexities, geometricCollapseAt } from './geometricCollapse.js';
import { hypersphericalUniformityAt } from './hypersphericalUniformity.js';
import { MEAN_SPAN_OPTIONS, type MeanSpan, type MeanSpanOptions } from './meanSpan.js';
import { type PairDistances, pairDistances } from './pairDistances.js';
import { poincareRatio } from './poincareRatio.js';
import type { ResidualMeasures } from './residualMeasures.js';
import { biasCollapse, selfDuality, uniformDuality } from './selfDuality.js';
import { rowNorms, type SimplexEtf, simplexEtfAt } from './simplexEtf.js';
import { type Undetermined, type UndeterminedKey, undeterminedMeasures } from './undetermined.js';
import { varianceTraceRatio } from './variabilityCollapse.js';

/** Options of every call that returns a {@link NeuralCollapse}. */
export interface MeasureOptions extends MeanSpanOptions {
  /** The layer after the embedding, for NC3, NC4, UNC3, bias collapse and the classifier's own NC2. */
  classifier?: Classifier;
  /** Geometric complexity per class, length C, for the geometric collapse and the Poincare ratio. */
  complexities?: ArrayLike<number>;
  /** Adds `rankMe` and `numericalRank`: a d x d eigenproblem, see {@link featureRank}. Default false. */
  featureRank?: boolean;
  /** Adds the measures class by class. Default false. */
  perClass?: boolean;
  /** Adds the measures of every pair of classes: 24 to 32 bytes C^2. Default false. */
  perPair?: boolean;
}

/** Readers of {@link MeasureOptions}. */
export const MEASURE_OPTIONS = {
  ...MEAN_SPAN_OPTIONS,
  classifier: classifierOption,
  complexities: later<ArrayLike<number>>(),
  featureRank: boolean,
  perClass: boolean,
  perPair: boolean,
};

/** NC2 of vectors of which one may be zero: that one has a length, but no angles. */
export type SimplexEtfOfAny = Pick<SimplexEtf, 'equinormness' | 'etfDistance'> & Partial<SimplexEtf>;

/**
 * Every measure of neural collapse; plain numbers. A measure that was not asked for is absent; one that the input does not determine is
 * absent too, and `undetermined` says why.
 */
export interface NeuralCollapse {
  /** The conventions that the numbers hold under. */
  conventions: Required<BetweenClassOptions>;
  /** C. */
  classes: number;
  /** d. */
  dimension: number;
  /** N_c, length C. */
  counts: number[];
  /** Why a measure has no value for this input, as a sentence, by its key; `{}` where every measure has one. */
  undetermined: Undetermined;
  /** NC1: tr(Sigma_W Sigma_B^+) / C. From statistics, only where they keep the scatter. Absent where all class means are equal. */
  nc1?: number;
  /** tr Sigma_W / tr Sigma_B. Absent where all class means are equal. */
  nc1TraceRatio?: number;
  /**
   * Rank of the centred class means as far as the features resolve it, at most min(C - 1, d); less means that classes coincide or align.
   * NC1 counts that many directions.
   */
  rank: number;
  /** Largest over smallest singular value of the weighted centred class means, in those directions. Absent where `rank` is 0. */
  condition?: number;
  /** Class-distance normalised variance. Absent where two classes are one and the same point. */
  cdnv?: number;
  /** The same with the variance along mu_i - mu_j only; needs features. */
  directionalCdnv?: number;
  /** NC2 of the centred class means. Without its angles where a class mean is at mu_G, absent where all are. */
  nc2?: SimplexEtfOfAny;
  /** NC2 of the classifier's rows. */
  nc2Classifier?: SimplexEtfOfAny;
  /** Hyperspherical uniformity: mean and variance of log(1 / distance) of the centred means' directions. Absent where one has none. */
  gnc2?: { mean: number; variance: number };
  /** Uniform duality: variance over classes of cos(w_c, mu_c - mu_G). */
  unc3?: number;
  /** NC3, squared: || W / ||W||_F - M / ||M||_F ||_F^2. */
  nc3?: number;
  /** NC3, unsquared. */
  nc3Unsquared?: number;
  /** ||W mu_G + b||. */
  biasCollapse?: number;
  /** NC4: share of examples where the classifier and the nearest class mean differ; needs features. */
  nc4?: number;
  /** 1 - NC4. */
  nc4Agreement?: number;
  /** Share of examples whose nearest class mean is their own class's; needs features. */
  nearestClassMeanAccuracy?: number;
  /** Share of examples that the classifier gets right; needs features. */
  classifierAccuracy?: number;
  /** Geometric collapse; needs complexities. */
  geometricCollapse?: number;
  /** max_c Var_c / GC_c: the smallest k with CDNV <= k . geometric collapse class by class; needs complexities. */
  poincareRatio?: number;
  /** Effective rank of the features; on request. */
  rankMe?: number;
  /** Numerical rank of the features; on request. */
  numericalRank?: number;
  /** Class by class; on request. */
  perClass?: PerClass;
  /** Pair by pair; on request. */
  perPair?: PerPair;
}

/** What a record is made of. */
interface Parts {
  statistics: ClassStatistics;
  conventions: Required<BetweenClassOptions>;
  distances: PairDistances;
  span: MeanSpan;
  classifier?: ClassifierValues;
  /** Of the examples, where there was a pass over them. */
  examples?: ResidualMeasures;
  /** NC1, or why it has no value. */
  nc1?: number | string;
}

/** The record of everything that the parts determine and the options ask for. */
export function makeRecord(parts: Parts, options: Omit<MeasureOptions, 'classifier'>): NeuralCollapse {
  const { statistics, conventions, distances, span, classifier, examples } = parts;
  const { complexities } = options;
  if (complexities !== undefined) checkComplexities({ complexities, statistics });
  const m = centredMeansOf(statistics, conventions.globalMean);
  const norms = rowNorms(m, statistics.classes);
  const featureRank = options.featureRank ? rankOfFeatures(statistics) : undefined;
  const undetermined = undeterminedMeasures({ ...parts, ...options, meanNorms: norms, featureRank });
  const is = (key: UndeterminedKey) => undetermined[key] === undefined;
  const meanCdnv = is('cdnv') ? cdnvAt(statistics, distances) : undefined;
  const frame = (key: 'nc2' | 'nc2Classifier', etf: SimplexEtf): SimplexEtfOfAny => {
    const { equiangularity, maxAngle, ...lengths } = etf;
    return is(`${key}.equiangularity`) ? etf : lengths;
  };
  const detail = { statistics, distances, centredMeans: m, meanNorms: norms, undetermined };
  return {
    conventions,
    classes: statistics.classes,
    dimension: statistics.dimension,
    counts: Array.from(statistics.counts),
    undetermined,
    rank: span.rank,
    ...(is('condition') && { condition: span.condition }),
    ...(typeof parts.nc1 === 'number' && is('nc1') && { nc1: parts.nc1 }),
    ...(is('nc1TraceRatio') && { nc1TraceRatio: varianceTraceRatio(statistics, conventions) }),
    ...(is('cdnv') && { cdnv: meanCdnv }),
    ...(is('nc2') && { nc2: frame('nc2', simplexEtfAt(norms, distances)) }),
    ...(is('gnc2') && { gnc2: hypersphericalUniformityAt(norms, distances) }),
    ...(classifier && ofClassifier(classifier)),
    ...(examples && ofExamples(examples)),
    ...(complexities && {
      ...(is('geometricCollapse') && { geometricCollapse: geometricCollapseAt(complexities, distances) }),
      poincareRatio: poincareRatio({ complexities, statistics }),
    }),
    ...(typeof featureRank === 'object' && featureRank),
    ...(options.perClass && { perClass: { ...perClass(detail, classifier), ...examples?.perClass } }),
    ...(options.perPair && { perPair: perPair(detail, examples?.squaresAlong) }),
  };

  function ofClassifier({ weights, bias }: ClassifierValues): Partial<NeuralCollapse> {
    const { classes } = statistics;
    const nc3 = is('nc3') ? selfDuality(weights, m) : undefined;
    const etf = () => simplexEtfAt(rowNorms(weights, classes), pairDistances(weights, classes));
    return {
      ...(is('nc2Classifier') && { nc2Classifier: frame('nc2Classifier', etf()) }),
      ...(is('unc3') && { unc3: uniformDuality(weights, m, classes) }),
      ...(nc3 !== undefined && { nc3, nc3Unsquared: Math.sqrt(nc3) }),
      biasCollapse: biasCollapse(weights, bias, globalMeanOf(statistics, conventions.globalMean)),
    };
  }

  function ofExamples({ directionalCdnv, nearestClassMeanAccuracy, nc4, classifierAccuracy }: ResidualMeasures) {
    return {
      // Two equal means have no direction between them; their limit is that of the CDNV.
      ...(is('directionalCdnv') && { directionalCdnv: meanCdnv === Infinity ? Infinity : directionalCdnv }),
      nearestClassMeanAccuracy,
      ...(nc4 !== undefined && { nc4, nc4Agreement: 1 - nc4, classifierAccuracy }),
    };
  }
}

/** The conventions of a call, the defaults filled in. */
export function conventionsOf({ globalMean = 'sample', weights = 'class' }: BetweenClassOptions) {
  return { globalMean, weights };
}
