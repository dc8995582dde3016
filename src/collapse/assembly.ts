import type { RowBlock } from '../statistics/rows/blocks.js';
import type { Origin } from '../statistics/rows/origin.js';
import { centredMeansOf, globalMeanOf } from '../statistics/value/means.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { biasCollapse } from './biasCollapse.js';
import { cdnvAt } from './cdnv.js';
import { rankOfFeatures } from './featureRank.js';
import { checkComplexities, geometricCollapseAt } from './geometricCollapse.js';
import { gnc2At } from './gnc2.js';
import { meanSpan } from './means/meanSpan.js';
import { meanDistances, pairDistances } from './means/pairDistances.js';
import { nc1OfScatter } from './nc1.js';
import { nc1TraceRatio } from './nc1TraceRatio.js';
import { nc2At, rowNorms, type SimplexEtf } from './nc2.js';
import { nc3 } from './nc3.js';
import { conventionsOf, type MeasureOptions } from './options.js';
import { perClass } from './perClass.js';
import { perPair } from './perPair.js';
import { poincareRatio } from './poincareRatio.js';
import type { NeuralCollapse, SimplexEtfOfAny } from './record.js';
import type { ClassifierValues } from './residuals/logits.js';
import { type ResidualMeasures, residualPass } from './residuals/residualPass.js';
import { unc3 } from './unc3.js';
import { type UndeterminedKey, undeterminedMeasures } from './undetermined.js';

/** The pass over examples, as an entrance sees it. */
export interface ExamplePass {
  /** What has to be subtracted from the rows, and what the differences have to be divided by. */
  readonly origin: Origin;
  readonly unit: number;
  /** Adds some rows to the sums. */
  add(block: RowBlock): Promise<void>;
  /** Examples of each class so far, [C]. */
  readonly seen: Float64Array;
  /**
   * The sum of their residuals so far, in one direction, [C]: zero if the means are those of these examples. It has to
   * be asked for with `addsUp`.
   */
  readonly sums: Float64Array;
  /** The sum of ||h - mu_y||^4 over the examples of each class so far, [C], where fourth moments are asked for. */
  readonly fourthPowers?: Float64Array;
}

/** How an entrance visits the examples. */
interface Examples {
  origin?: Origin;
  addsUp?: boolean;
  fourthMoments?: boolean;
  visit?: (pass: ExamplePass) => Promise<void>;
}

/**
 * Puts a record together. This is the only place that does: the three entrances differ in where the statistics come
 * from, and in how they visit the examples.
 *
 * @param statistics statistics that are checked
 * @param examples `visit` adds every row to the pass that it receives; without it there is no pass over the examples.
 *   `origin` is one that is cheap to subtract, where the entrance knows it; `addsUp` asks for `sums`, where the rows
 *   may be others than the statistics were made of; `fourthMoments` asks for those
 */
export async function assemble(
  statistics: ClassStatistics,
  classifier: ClassifierValues | undefined,
  options: Omit<MeasureOptions, 'classifier'>,
  { visit, origin, addsUp, fourthMoments: asked }: Examples = {},
): Promise<NeuralCollapse> {
  const { complexities } = options;
  if (complexities !== undefined) checkComplexities({ complexities, statistics });
  const span = meanSpan(statistics, options);
  const distances = meanDistances(statistics);
  let examples: ResidualMeasures | undefined;
  let fourthMoments: number[] | undefined;
  if (visit) {
    const pass = residualPass({ statistics, origin, span, distances, classifier, pairs: options.perPair, addsUp });
    const fourthPowers = asked ? new Float64Array(statistics.classes) : undefined;
    try {
      await visit({ ...pass, fourthPowers });
    } finally {
      pass.dispose();
    }
    examples = pass.result();
    fourthMoments = fourthPowers && Array.from(fourthPowers, (sum, c) => sum / pass.seen[c]);
  }
  const nc1 = examples?.nc1 ?? (statistics.withinClassScatter && nc1OfScatter(span, statistics));

  const conventions = conventionsOf(options);
  const centredMeans = centredMeansOf(statistics, conventions.globalMean); // M [C, d]
  const meanNorms = rowNorms(centredMeans, statistics.classes);
  const featureRank = options.featureRank ? rankOfFeatures(statistics) : undefined;
  const found = { statistics, distances, span, classifier, examples, nc1, meanNorms, featureRank };
  const undetermined = undeterminedMeasures({ ...options, ...found });
  const is = (key: UndeterminedKey) => undetermined[key] === undefined;
  const means = { statistics, distances, centredMeans, meanNorms, undetermined };
  const meanCdnv = is('cdnv') ? cdnvAt(statistics, distances) : undefined;
  return {
    conventions,
    classes: statistics.classes,
    dimension: statistics.dimension,
    counts: Array.from(statistics.counts),
    undetermined,
    rank: span.rank,
    ...(is('condition') && { condition: span.condition }),
    ...(typeof nc1 === 'number' && is('nc1') && { nc1 }),
    ...(is('nc1TraceRatio') && { nc1TraceRatio: nc1TraceRatio(statistics, conventions) }),
    ...(is('cdnv') && { cdnv: meanCdnv }),
    ...(is('nc2') && { nc2: frame('nc2', nc2At(meanNorms, distances)) }),
    ...(is('gnc2') && { gnc2: gnc2At(meanNorms, distances) }),
    ...(classifier && ofClassifier(classifier)),
    ...(examples && ofExamples(examples)),
    ...(complexities && {
      ...(is('geometricCollapse') && { geometricCollapse: geometricCollapseAt(complexities, distances) }),
      poincareRatio: poincareRatio({ complexities, statistics }),
    }),
    ...(typeof featureRank === 'object' && featureRank),
    ...(fourthMoments && { fourthMoments }),
    ...(options.perClass && { perClass: { ...perClass(means, classifier), ...examples?.perClass } }),
    ...(options.perPair && { perPair: perPair(means, examples?.squaresAlong) }),
  };

  /** NC2, without its angles where one of the vectors has no direction. */
  function frame(key: 'nc2' | 'nc2Classifier', etf: SimplexEtf): SimplexEtfOfAny {
    const { equiangularity, maxAngle, ...lengths } = etf;
    return is(`${key}.equiangularity`) ? etf : lengths;
  }

  function ofClassifier({ weights, bias }: ClassifierValues): Partial<NeuralCollapse> {
    const { classes } = statistics;
    const squared = is('nc3') ? nc3(weights, centredMeans) : undefined;
    const etf = () => nc2At(rowNorms(weights, classes), pairDistances(weights, classes));
    return {
      ...(is('nc2Classifier') && { nc2Classifier: frame('nc2Classifier', etf()) }),
      ...(is('unc3') && { unc3: unc3(weights, centredMeans, classes) }),
      ...(squared !== undefined && { nc3: squared, nc3Unsquared: Math.sqrt(squared) }),
      biasCollapse: biasCollapse(weights, bias, globalMeanOf(statistics, conventions.globalMean)),
    };
  }

  function ofExamples(measures: ResidualMeasures): Partial<NeuralCollapse> {
    const { directionalCdnv, nearestClassMeanAccuracy, nc4, classifierAccuracy } = measures;
    return {
      // Two equal means have no direction between them; their limit is that of the CDNV.
      ...(is('directionalCdnv') && { directionalCdnv: meanCdnv === Infinity ? Infinity : directionalCdnv }),
      nearestClassMeanAccuracy,
      ...(nc4 !== undefined && { nc4, nc4Agreement: 1 - nc4, classifierAccuracy }),
    };
  }
}
