import { getKernel, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';
import { conv2dBackpropFilter } from './conv2dBackpropFilter.js';
import { conv2dBackpropInput } from './conv2dBackpropInput.js';
import type { KernelArguments } from './host.js';

/**
 * Teaches the WebAssembly backend the gradients of 2-D convolution: the filter's, which it lacks (training a
 * convolution net fails without), and a fast one of the input in place of its naive loop. Both are composed from the
 * backend's own Conv2D. Call it once the backend is registered; calling it again changes nothing.
 *
 * @throws Error when `@tensorflow/tfjs-backend-wasm` is not imported
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * registerWasmConvolutionGradients();
 */
export function registerWasmConvolutionGradients(): void {
  const stock = getKernel('Conv2DBackpropInput', 'wasm');
  if (!stock) {
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
  unregisterKernel('Conv2DBackpropInput', 'wasm');
  registerKernel({
    ...stock,
    // Padding wider than the filter is left to the stock kernel.
    kernelFunc: ((args: KernelArguments<{ dy: TensorInfo; filter: TensorInfo }>) =>
      conv2dBackpropInput(args) ?? stock.kernelFunc(args as never)) as unknown as KernelFunc,
  });
}
