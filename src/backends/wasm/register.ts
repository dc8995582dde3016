import { getKernel, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';
import { registerBatchNormGradient } from '../batchNormGradient.js';
import { conv2dBackpropFilter } from './conv2dBackpropFilter.js';
import { conv2dBackpropInput } from './conv2dBackpropInput.js';
import type { KernelArguments } from './host.js';
import { identity } from './identity.js';
import { leadingSums } from './leadingSums.js';
import { maxPoolGradient } from './maxPoolGradient.js';

/** A kernel function that may decline. */
type Kernel = (args: KernelArguments<never>) => TensorInfo | null;

/**
 * Makes the WebAssembly backend fit to train convolution nets: it adds the gradient of a 2-D convolution in its filter,
 * which is missing there (training fails without), and puts faster kernels in place of what dominates a training
 * step: the convolution's gradient in its input, the gradient of max pooling, sums over the leading axes, and the gradient of
 * batch norm (this one on every backend). Cases that the fast kernels do not cover go to the stock ones.
 *
 * Call it after `@tensorflow/tfjs-backend-wasm` and `@tensorflow/tfjs-layers` (which registers the stock gradients) are
 * imported; {@link useBestBackend} does. Calling it again changes nothing.
 *
 * @throws Error when `@tensorflow/tfjs-backend-wasm` is not imported
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * import '@tensorflow/tfjs-layers';
 * registerWasmConvolutionGradients();
 */
export function registerWasmConvolutionGradients(): void {
  if (!getKernel('Conv2DBackpropInput', 'wasm')) {
    throw new Error(
      "registerWasmConvolutionGradients: the backend 'wasm' must be registered, got none. " +
        "Add import '@tensorflow/tfjs-backend-wasm' before the call.",
    );
  }
  if (getKernel('Conv2DBackpropFilter', 'wasm')) return;
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: conv2dBackpropFilter as unknown as KernelFunc,
  });
  prefer('Conv2DBackpropInput', conv2dBackpropInput as Kernel);
  prefer('MaxPoolGrad', maxPoolGradient as Kernel);
  prefer('Identity', identity as Kernel);
  prefer('Sum', (args) => leadingSums(args, false));
  prefer('Mean', (args) => leadingSums(args, true));
  registerBatchNormGradient();
}

/** Puts a kernel before the stock one, which serves what the new one declines (returns null for). */
function prefer(kernelName: string, kernel: Kernel): void {
  const stock = getKernel(kernelName, 'wasm');
  if (!stock) return;
  unregisterKernel(kernelName, 'wasm');
  registerKernel({
    ...stock,
    kernelFunc: ((args: never) => kernel(args) ?? stock.kernelFunc(args)) as unknown as KernelFunc,
  });
}
