export type { Batches, InputBatch } from '../input/batches.js';
export { InputError } from '../input/checks.js';
export type { Labels } from '../input/labels.js';
export { type ClassComplexitiesOptions, classComplexities } from './classComplexities.js';
export type { ComplexityOfBatches, ComplexityState } from './complexityOfBatches.js';
export type { EstimatorChoice } from './estimatorChoice.js';
export type { Estimate } from './estimators/estimate.js';
export type { EstimatorName } from './estimators/estimators.js';
export { geometricComplexity } from './geometricComplexity.js';
export {
  type GeometricComplexityOfBatchesOptions,
  geometricComplexityOfBatches,
} from './geometricComplexityOfBatches.js';
export { type GeometricComplexityOfLayersOptions, geometricComplexityOfLayers } from './geometricComplexityOfLayers.js';
export { type GeometricComplexityPenaltyOptions, geometricComplexityPenalty } from './geometricComplexityPenalty.js';
export { type JacobianOptions, jacobian } from './jacobian.js';
export { emptyGeometricComplexity, mergeGeometricComplexities } from './mergeGeometricComplexities.js';
export type { GeometricComplexityOptions } from './options.js';
export type { Embedding, ModelLike } from './products/embedding.js';
export type { LayeredModel, LayerLike } from './products/layerOutputs.js';
export type { GeometricComplexity } from './record.js';
export { type SquaredJacobianNormsOptions, squaredJacobianNorms } from './squaredJacobianNorms.js';
