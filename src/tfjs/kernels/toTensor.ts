import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

/**
 * What a kernel returned, as a tensor for operations. Some backends return tensors, and others what tensors are made
 * of.
 */
export function toTensor(made: Tensor | TensorInfo): Tensor {
  return 'dataSync' in made ? made : engine().makeTensorFromTensorInfo(made);
}
