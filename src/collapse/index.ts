export { cdnv, cdnvPerPair } from './cdnv.js';
export type { Classifier } from './classifier.js';
export type { PerClass, PerPair } from './detail.js';
export { type FeatureRank, type FeatureRankOptions, featureRank } from './featureRank.js';
export { type ClassGeometry, geometricCollapse } from './geometricCollapse.js';
export { hypersphericalUniformity } from './hypersphericalUniformity.js';
export type { MeanSpanOptions } from './meanSpan.js';
export { type NeuralCollapseOptions, neuralCollapse } from './neuralCollapse.js';
export { neuralCollapseFromStatistics } from './neuralCollapseFromStatistics.js';
export {
  type Batches,
  type FeatureBatch,
  type NeuralCollapseOfBatchesOptions,
  neuralCollapseOfBatches,
} from './neuralCollapseOfBatches.js';
export { poincareRatio } from './poincareRatio.js';
export type { MeasureOptions, NeuralCollapse, SimplexEtfOfAny } from './record.js';
export { biasCollapse, selfDuality, uniformDuality } from './selfDuality.js';
export { type SimplexEtf, simplexEtf } from './simplexEtf.js';
export type { Undetermined, UndeterminedKey } from './undetermined.js';
export { variabilityCollapse, varianceTraceRatio } from './variabilityCollapse.js';
