import { boolean, later } from '../input/options.js';
import { type BetweenClassOptions, CONVENTIONS, centredClassMeans, globalMean } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { cdnvAt } from './cdnv.js';
import { type Classifier, type ClassifierValues, classifierOption } from './classifier.js';
import { type PerClass, type PerPair, perClass, perPair } from './detail.js';
import { featureRank } from './featureRank.js';
import { checkComplexities, geometricCollapseAt } from './geometricCollapse.js';
import { hypersphericalUniformityAt } from './hypersphericalUniformity.js';
import type { PairDistances } from './pairDistances.js';
import { poincareRatio } from './poincareRatio.js';
import type { ResidualMeasures } from './residualMeasures.js';
import { biasCollapse, selfDuality, uniformDuality } from './selfDuality.js';
import { rowNorms, type SimplexEtf, simplexEtf, simplexEtfAt } from './simplexEtf.js';
import { varianceTraceRatio } from './variabilityCollapse.js';

/** Options of every call that returns a {@link NeuralCollapse}. */
export interface MeasureOptions extends BetweenClassOptions {
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
  ...CONVENTIONS,
  classifier: classifierOption,
  complexities: later<ArrayLike<number>>(),
  featureRank: boolean,
  perClass: boolean,
  perPair: boolean,
};

/** Every measure of neural collapse; plain numbers. A measure that the input does not determine is absent. */
export interface NeuralCollapse {
  /** The conventions that the numbers hold under. */
  conventions: Required<BetweenClassOptions>;
  /** C. */
  classes: number;
  /** d. */
  dimension: number;
  /** N_c, length C. */
  counts: number[];
  /** NC1: tr(Sigma_W Sigma_B^+) / C. From statistics, only where they keep the scatter. */
  nc1?: number;
  /** tr Sigma_W / tr Sigma_B. */
  nc1TraceRatio: number;
  /** Rank of the centred class means, at most min(C - 1, d); less means that classes coincide or align. */
  rank: number;
  /** Class-distance normalised variance. */
  cdnv: number;
  /** The same with the variance along mu_i - mu_j only; needs features. */
  directionalCdnv?: number;
  /** NC2 of the centred class means. */
  nc2: SimplexEtf;
  /** NC2 of the classifier's rows. */
  nc2Classifier?: SimplexEtf;
  /** Hyperspherical uniformity: mean and variance of log(1 / distance) of the centred means' directions. */
  gnc2: { mean: number; variance: number };
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
  rank: number;
  classifier?: ClassifierValues;
  /** Of the examples, where there was a pass over them. */
  examples?: ResidualMeasures;
}

/** The record of everything that the parts determine and the options ask for. */
export function makeRecord(parts: Parts, options: Omit<MeasureOptions, 'classifier'>): NeuralCollapse {
  const { statistics, conventions, distances, rank, classifier, examples } = parts;
  const { classes, dimension, counts } = statistics;
  const m = centredClassMeans(statistics, conventions.globalMean);
  const norms = rowNorms(m, classes, 'every class mean minus the global mean');
  const meanCdnv = cdnvAt(statistics, distances);
  const nc3 = classifier && selfDuality(classifier.weights, m);
  const { perClass: examplesPerClass, squaresAlong, ...fromExamples }: Partial<ResidualMeasures> = examples ?? {};
  const { complexities } = options;
  if (complexities) checkComplexities({ complexities, statistics });
  return {
    conventions,
    classes,
    dimension,
    counts: Array.from(counts),
    rank,
    nc1TraceRatio: varianceTraceRatio(statistics, conventions),
    cdnv: meanCdnv,
    nc2: simplexEtfAt(norms, distances),
    gnc2: hypersphericalUniformityAt(norms, distances),
    ...(classifier && {
      nc2Classifier: simplexEtf(classifier.weights, classes),
      unc3: uniformDuality(classifier.weights, m, classes),
      nc3,
      nc3Unsquared: Math.sqrt(nc3!),
      biasCollapse: biasCollapse(classifier.weights, classifier.bias, globalMean(statistics, conventions.globalMean)),
    }),
    ...fromExamples,
    // Two equal means have no direction between them; their limit is that of the CDNV.
    ...(examples && meanCdnv === Infinity && { directionalCdnv: Infinity }),
    ...(fromExamples.nc4 !== undefined && { nc4Agreement: 1 - fromExamples.nc4 }),
    ...(complexities && {
      geometricCollapse: geometricCollapseAt(complexities, distances),
      poincareRatio: poincareRatio({ complexities, statistics }),
    }),
    ...(options.featureRank && featureRank(statistics)),
    ...(options.perClass && {
      perClass: { ...perClass(statistics, distances, m, norms, classifier), ...examplesPerClass },
    }),
    ...(options.perPair && { perPair: perPair(statistics, distances, m, norms, squaresAlong) }),
  };
}

/** The conventions of a call, the defaults filled in. */
export function conventionsOf({ globalMean = 'sample', weights = 'class' }: BetweenClassOptions) {
  return { globalMean, weights };
}
