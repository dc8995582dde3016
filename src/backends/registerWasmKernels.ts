import { getKernel, type KernelFunc, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';
import { refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { registerBatchNormGradient } from '../tfjs/gradients/batchNorm.js';
import { registerDilatedConvolutionGradients } from '../tfjs/gradients/dilatedConvolution.js';
import { registerKernelRepairs } from '../tfjs/kernels/registerKernelRepairs.js';
import { averagePoolGradient } from '../tfjs/wasm/averagePoolGradient.js';
import { registerClamps } from '../tfjs/wasm/clamps.js';
import { conv2dBackpropFilter } from '../tfjs/wasm/conv2dBackpropFilter.js';
import { conv2dBackpropInput } from '../tfjs/wasm/conv2dBackpropInput.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from '../tfjs/wasm/depthwiseGradients.js';
import { identity } from '../tfjs/wasm/identity.js';
import { leadingSums } from '../tfjs/wasm/leadingSums.js';
import { maxPoolGradient } from '../tfjs/wasm/maxPoolGradient.js';
import { explicitPadding, PADDED_KERNELS } from '../tfjs/wasm/samePadding.js';
import type { KernelArguments } from '../tfjs/wasm/wasmBackend.js';
import { repairedKernels } from '../tfjs/wasm/wrongKernels.js';

/** A kernel function that may decline with null. */
type Kernel = (args: KernelArguments<never>) => TensorInfo | TensorInfo[] | null;

/**
 * Makes the WebAssembly backend fit to train convolution networks, which TensorFlow.js alone cannot do there. Call it
 * after `@tensorflow/tfjs-backend-wasm` and `@tensorflow/tfjs-layers` are imported, or call {@link useBestBackend},
 * which does all three. Calling it again changes nothing.
 *
 * It adds the gradients that are missing: that of a 2-D convolution in its filter, and both of a depthwise convolution.
 * It puts faster kernels in place of those that take most of a training step: the gradient of a convolution in its
 * input, the gradients of pooling, sums over the leading axes, and the gradient of batch norm. It also repairs kernels
 * that compute wrong numbers, which docs/backends.md lists. On every backend, convolutions with dilation get gradients.
 *
 * @throws InputError when `@tensorflow/tfjs-backend-wasm` is not imported.
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * import '@tensorflow/tfjs-layers';
 * registerWasmKernels();
 * tf.getKernel('Conv2DBackpropFilter', 'wasm').backendName; // 'wasm'
 */
export function registerWasmKernels(): void {
  publicCall('registerWasmKernels', () => {
    if (!getKernel('Conv2DBackpropInput', 'wasm')) {
      const remedy = "Add import '@tensorflow/tfjs-backend-wasm' before the call.";
      refuse("the backend 'wasm'", 'registered', 'none', remedy);
    }
    if (getKernel('Conv2DBackpropFilter', 'wasm')) return;
    supply('Conv2DBackpropFilter', conv2dBackpropFilter);
    supply('DepthwiseConv2dNativeBackpropInput', depthwiseBackpropInput);
    supply('DepthwiseConv2dNativeBackpropFilter', depthwiseBackpropFilter);
    for (const [name, depthwise] of PADDED_KERNELS) {
      const stock = getKernel(name, 'wasm');
      prefer(name, (args) => {
        const attrs = explicitPadding(args, depthwise);
        return attrs && (stock?.kernelFunc({ ...(args as object), attrs } as never) as TensorInfo);
      });
    }
    prefer('Conv2DBackpropInput', conv2dBackpropInput as Kernel);
    prefer('MaxPoolGrad', maxPoolGradient as Kernel);
    prefer('AvgPoolGrad', averagePoolGradient as Kernel);
    prefer('Identity', identity as Kernel);
    prefer('Sum', (args) => leadingSums(args, false));
    prefer('Mean', (args) => leadingSums(args, true));
    for (const [name, kernel] of repairedKernels) prefer(name, kernel as Kernel);
    registerClamps();
    registerKernelRepairs('wasm');
    registerBatchNormGradient();
    registerDilatedConvolutionGradients();
  });
}

/** Adds a kernel that the backend lacks. */
function supply(kernelName: string, kernel: (args: KernelArguments<never>) => TensorInfo): void {
  if (getKernel(kernelName, 'wasm')) return;
  registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernel as unknown as KernelFunc });
}

/** Puts a kernel in front of the registered one, which serves what the new one declines. */
function prefer(kernelName: string, kernel: Kernel): void {
  const stock = getKernel(kernelName, 'wasm');
  if (!stock) return;
  unregisterKernel(kernelName, 'wasm');
  registerKernel({
    ...stock,
    kernelFunc: ((args: never) => kernel(args) ?? stock.kernelFunc(args)) as unknown as KernelFunc,
  });
}
