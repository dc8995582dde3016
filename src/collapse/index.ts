export type { Batches, FeatureBatch } from '../input/batches.js';
export { InputError } from '../input/checks.js';
export type { Labels } from '../input/labels.js';
export type { BetweenClassOptions } from '../statistics/value/means.js';
export type { ClassMeans, ClassStatistics } from '../statistics/value/types.js';
export { biasCollapse } from './biasCollapse.js';
export { cdnv, cdnvPerPair } from './cdnv.js';
export type { Classifier } from './classifier.js';
export { type FeatureRank, type FeatureRankOptions, featureRank } from './featureRank.js';
export { type ClassGeometry, geometricCollapse } from './geometricCollapse.js';
export { gnc2, type HypersphericalUniformity } from './gnc2.js';
export type { Nc1Options } from './means/meanSpan.js';
export { nc1 } from './nc1.js';
export { nc1TraceRatio } from './nc1TraceRatio.js';
export { nc2, type SimplexEtf } from './nc2.js';
export { nc3 } from './nc3.js';
export { type NeuralCollapseOptions, neuralCollapse } from './neuralCollapse.js';
export { neuralCollapseFromStatistics } from './neuralCollapseFromStatistics.js';
export { type NeuralCollapseOfBatchesOptions, neuralCollapseOfBatches } from './neuralCollapseOfBatches.js';
export type { MeasureOptions } from './options.js';
export type { PerClass } from './perClass.js';
export type { PerPair } from './perPair.js';
export { poincareRatio } from './poincareRatio.js';
export type {
  Known,
  NeuralCollapse,
  NeuralCollapseOf,
  NeuralCollapseOfExamples,
  SimplexEtfOfAny,
} from './record.js';
export { unc3 } from './unc3.js';
export type { Undetermined, UndeterminedKey } from './undetermined.js';
