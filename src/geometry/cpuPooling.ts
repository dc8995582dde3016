import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { InputError } from '../internal/checks.js';
import { withKernel } from '../internal/withKernel.js';

type Size = [number, number] | number;

/**
 * Runs work that takes gradients, and refuses those of average pooling over a padded border on the backend `cpu`: TensorFlow.js
 * divides them by the whole window there, while the forward pass divides by what of the window is inside.
 */
export function refusingPaddedPoolingOnCpu<T>(where: string, work: () => T): T {
  const checked =
    (stock: KernelFunc): KernelFunc =>
    (args) => {
      const { filterSize, strides, pad } = args.attrs as unknown as { filterSize: Size; strides: Size; pad: 'same' };
      const shape = (args.inputs.input as TensorInfo).shape as [number, number, number, number];
      const { top, bottom, left, right } = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad).padInfo;
      if (Math.max(top, bottom, left, right) === 0) return stock(args);
      throw new InputError(
        `${where}: average pooling must not overlap the border on the backend 'cpu', got windows of ${filterSize} by ` +
          `strides of ${strides} with padding '${pad}', whose gradient TensorFlow.js computes wrongly there. Use the backend ` +
          "'wasm' or tfjs-node.",
      );
    };
  return withKernel('AvgPoolGrad', 'cpu', checked, work);
}
