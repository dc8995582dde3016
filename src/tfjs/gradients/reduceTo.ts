import { broadcast_util, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** The adjoint of broadcasting: sums over the axes along which a tensor of this shape was repeated. */
export function reduceTo(tensor: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, tensor.shape);
  return reshape(axes.length > 0 ? sum(tensor, axes) : tensor, shape);
}
