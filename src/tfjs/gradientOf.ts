import { broadcast_util, type GradConfig, type NamedAttrMap, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** What a gradient is made of: dy of the output, the inputs that were asked for and then the outputs, the attributes. */
type Gradient<Attributes> = (dy: Tensor, saved: Tensor[], attrs: Attributes) => Record<string, () => Tensor>;

/** A gradient of TensorFlow.js for a kernel with one output. */
export function gradientOf<Attributes = NamedAttrMap>(
  kernelName: string,
  save: Pick<GradConfig, 'inputsToSave' | 'outputsToSave' | 'saveAllInputs'>,
  gradient: Gradient<Attributes>,
): GradConfig {
  const gradFunc = (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) =>
    gradient(dy as Tensor, saved, attrs as unknown as Attributes);
  return { kernelName, ...save, gradFunc };
}

/** The adjoint of broadcasting: sums over the axes along which a tensor of this shape was repeated. */
export function reduceTo(tensor: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, tensor.shape);
  return reshape(axes.length > 0 ? sum(tensor, axes) : tensor, shape);
}
