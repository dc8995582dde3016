import type { Tensor } from '@tensorflow/tfjs-core';
import { checkChoice, checkInteger } from '../internal/checks.js';
import { featureShape, type Labels, readLabels } from '../internal/read.js';
import { type BetweenClassOptions, centredClassMeans, globalMean } from '../statistics/classMeans.js';
import { addSquares, type ClassStatistics } from '../statistics/classStatistics.js';
import { labelledRows } from '../statistics/rows.js';
import { cdnvAt } from './cdnv.js';
import { type Classifier, type ClassifierValues, readClassifier } from './classifier.js';
import { geometricCollapse } from './geometricCollapse.js';
import { hypersphericalUniformityAt } from './hypersphericalUniformity.js';
import { meanSpan } from './meanSpan.js';
import { type PairDistances, pairDistances } from './pairDistances.js';
import { poincareRatio } from './poincareRatio.js';
import { residualPass } from './residualMeasures.js';
import { biasCollapse, selfDuality, uniformDuality } from './selfDuality.js';
import { rowNorms, type SimplexEtf, simplexEtf, simplexEtfAt } from './simplexEtf.js';
import { variabilityCollapse, varianceTraceRatio } from './variabilityCollapse.js';

/** Options of {@link neuralCollapse}. */
export interface NeuralCollapseOptions extends BetweenClassOptions {
  /** C. Default: the largest label plus one. */
  classes?: number;
  /** The layer after the embedding, for NC3, NC4, UNC3, bias collapse and the classifier's own NC2. */
  classifier?: Classifier;
}

/** Options of {@link neuralCollapseFromStatistics}. */
export interface NeuralCollapseFromStatisticsOptions extends BetweenClassOptions {
  classifier?: Classifier;
  /** Geometric complexity per class, length C, for the geometric collapse and the Poincare ratio. */
  complexities?: ArrayLike<number>;
}

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
}

/**
 * Every measure of neural collapse of labelled features, in one call.
 *
 * @param features tensor [n, d] (or [n, ...], read as n rows)
 * @param labels whole numbers 0 .. C - 1, length n; every class needs an example, one is enough
 * @returns one record, see {@link NeuralCollapse}; absent measures are those that need a classifier
 * @throws InputError for bad features or labels, a class without examples, fewer than two classes, equal class means, a class mean
 * at the global mean (no angle), or a classifier of another shape
 * @example
 * const r = await neuralCollapse(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * r.nc1;  // 0.125
 * r.cdnv; // 0.0625
 * @see Papyan, Han and Donoho 2020; Galanti, Gyorgy and Hutter 2022; Wu and Papyan 2024
 */
export async function neuralCollapse(
  features: Tensor,
  labels: Labels,
  { classes, classifier, ...options }: NeuralCollapseOptions = {},
): Promise<NeuralCollapse> {
  const where = 'neuralCollapse';
  if (classes !== undefined) checkInteger(where, 'classes', classes, 2);
  const conventions = readConventions(where, options);
  const { n, d } = featureShape(where, features);
  const read = await readLabels(where, labels, n, classes);
  const values = classifier && (await readClassifier(where, classifier, read.classes, d));
  const rows = await labelledRows(where, features, read.labels, read.classes);
  const means = await rows.means();
  const span = meanSpan(where, means, conventions);
  const distances = pairDistances(means.means, means.classes);
  const pass = residualPass({ means, span, distances, classifier: values });
  const squaredDeviations = new Float64Array(means.classes);
  try {
    for await (const block of rows.residuals(means)) {
      addSquares(squaredDeviations, block);
      await pass.add(block);
    }
  } finally {
    pass.dispose();
  }
  const statistics = { ...means, squaredDeviations };
  const fromExamples = pass.result();
  return {
    ...measures(statistics, conventions, distances, values),
    ...fromExamples,
    rank: span.rank,
    ...(fromExamples.nc4 !== undefined && { nc4Agreement: 1 - fromExamples.nc4 }),
  };
}

/**
 * The measures of neural collapse that class statistics determine: all but the directional CDNV, NC4 and the accuracies,
 * which need the features, and NC1 only where the statistics keep the within-class scatter.
 *
 * @param statistics of at least two classes, each with an example
 * @throws InputError as {@link neuralCollapse}
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1], { scatter: true });
 * (await neuralCollapseFromStatistics(s)).nc1; // 0.125
 */
export async function neuralCollapseFromStatistics(
  statistics: ClassStatistics,
  { classifier, complexities, ...options }: NeuralCollapseFromStatisticsOptions = {},
): Promise<NeuralCollapse> {
  const where = 'neuralCollapseFromStatistics';
  const conventions = readConventions(where, options);
  const { rank } = meanSpan(where, statistics, conventions);
  const values = classifier && (await readClassifier(where, classifier, statistics.classes, statistics.dimension));
  const distances = pairDistances(statistics.means, statistics.classes);
  return {
    ...measures(statistics, conventions, distances, values),
    rank,
    ...(statistics.withinClassScatter && { nc1: variabilityCollapse(statistics, conventions) }),
    ...(complexities && {
      geometricCollapse: geometricCollapse({ complexities, statistics }),
      poincareRatio: poincareRatio({ complexities, statistics }),
    }),
  };
}

/** What both calls share. */
function measures(
  statistics: ClassStatistics,
  conventions: Required<BetweenClassOptions>,
  distances: PairDistances,
  classifier?: ClassifierValues,
): Omit<NeuralCollapse, 'rank'> {
  const { classes, dimension, counts } = statistics;
  const m = centredClassMeans(statistics, conventions.globalMean);
  const norms = rowNorms('neuralCollapse', m, classes);
  const nc3 = classifier && selfDuality(classifier.weights, m);
  return {
    conventions,
    classes,
    dimension,
    counts: Array.from(counts),
    nc1TraceRatio: varianceTraceRatio(statistics, conventions),
    cdnv: cdnvAt(statistics, distances),
    nc2: simplexEtfAt(norms, distances),
    gnc2: hypersphericalUniformityAt(norms, distances),
    ...(classifier && {
      nc2Classifier: simplexEtf(classifier.weights, classes),
      unc3: uniformDuality(classifier.weights, m, classes),
      nc3,
      nc3Unsquared: Math.sqrt(nc3!),
      biasCollapse: biasCollapse(classifier.weights, classifier.bias, globalMean(statistics, conventions.globalMean)),
    }),
  };
}

function readConventions(where: string, options: BetweenClassOptions): Required<BetweenClassOptions> {
  const both = ['sample', 'class'] as const;
  return {
    globalMean: checkChoice(where, 'globalMean', options.globalMean ?? 'sample', both),
    weights: checkChoice(where, 'weights', options.weights ?? 'class', both),
  };
}
