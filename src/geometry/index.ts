export { classComplexities } from './classComplexities.js';
export type { Embedding, ModelLike } from './embedding.js';
export {
  type GeometricComplexity,
  type GeometricComplexityOptions,
  geometricComplexity,
} from './geometricComplexity.js';
export { jacobian } from './jacobian.js';
export { squaredJacobianNorms } from './squaredJacobianNorms.js';
