export { classComplexities } from './classComplexities.js';
export type { Embedding, ModelLike } from './embedding.js';
export type { EstimatorName } from './estimators/estimators.js';
export type { Sample } from './estimators/sample.js';
export { geometricComplexity } from './geometricComplexity.js';
export {
  type DatasetComplexity,
  type DatasetOptions,
  geometricComplexityOfDataset,
  type LabelledBatch,
  mergeDatasetComplexities,
} from './geometricComplexityOfDataset.js';
export { geometricComplexityOfLayers, type LayersOptions } from './geometricComplexityOfLayers.js';
export { geometricComplexityPenalty, type PenaltyOptions } from './geometricComplexityPenalty.js';
export { jacobian } from './jacobian.js';
export type { LayeredModel, LayerLike } from './layerOutputs.js';
export type { GeometricComplexityOptions } from './options.js';
export { squaredJacobianNorms } from './squaredJacobianNorms.js';
export type { GeometricComplexity } from './summary.js';
