import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

/**
 * Makes the gradients in the inputs of dy of the output, the inputs and then the outputs that were asked for, and the
 * attributes.
 */
type Gradient<Attributes> = (dy: Tensor, saved: Tensor[], attrs: Attributes) => Record<string, () => Tensor>;

/** A gradient in the form that TensorFlow.js registers, for a kernel with one output. */
export function gradientOf<Attributes = NamedAttrMap>(
  kernelName: string,
  save: Pick<GradConfig, 'inputsToSave' | 'outputsToSave' | 'saveAllInputs'>,
  gradient: Gradient<Attributes>,
): GradConfig {
  const gradFunc = (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) =>
    gradient(dy as Tensor, saved, attrs as unknown as Attributes);
  return { kernelName, ...save, gradFunc };
}
