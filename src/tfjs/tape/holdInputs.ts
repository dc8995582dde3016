import { getGradient, keep, type Tensor } from '@tensorflow/tfjs-core';
import type { TapeNode } from './tapeNode.js';

/**
 * Keeps the intermediate tensors that go into operations with a gradient of their own (`tf.customGrad`), and returns
 * them for whoever frees them. Such a gradient may hold an input that it did not save, as that of logSigmoid does in
 * TensorFlow.js 4.22.0. In `tf.grad` that does no harm, since the gradient is taken in the scope of the forward pass.
 * Here it is taken later, when the input would be gone.
 */
export function holdInputs(nodes: readonly TapeNode[]): Tensor[] {
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const own = nodes.filter(({ kernelName, inputs }) => '0' in inputs && !getGradient(kernelName));
  const inputs = new Set(own.flatMap((node) => Object.values(node.inputs)));
  return [...inputs].filter((tensor) => made.has(tensor) && !tensor.kept).map((tensor) => keep(tensor));
}
