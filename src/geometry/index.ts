export { classComplexities } from './classComplexities.js';
export type { Embedding, ModelLike } from './embedding.js';
export type { EstimatorName } from './estimators/estimators.js';
export { geometricComplexity } from './geometricComplexity.js';
export { jacobian } from './jacobian.js';
export type { GeometricComplexityOptions } from './options.js';
export { squaredJacobianNorms } from './squaredJacobianNorms.js';
export type { GeometricComplexity } from './summary.js';
