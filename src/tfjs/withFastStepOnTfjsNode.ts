import { type KernelFunc, relu, sign, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { withKernel } from './withKernel.js';

/**
 * Runs work that takes gradients with a faster derivative of ReLU on tfjs-node, which makes a step of five operations, a quarter of
 * a product with the Jacobian of a VGG. relu(sign(x)) is the same: 1 above 0, 0 at and below it, NaN for NaN.
 */
export function withFastStepOnTfjsNode<T>(work: () => T): T {
  const fast =
    (stock: KernelFunc): KernelFunc =>
    (args) =>
      args.attrs?.alpha ? stock(args) : tidy(() => relu(sign(args.inputs.x as Tensor)));
  return withKernel('Step', 'tensorflow', fast, work);
}
