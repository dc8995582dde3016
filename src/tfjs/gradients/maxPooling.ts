import { add, fill, getBackend, getKernel, type KernelFunc, min, sub, type Tensor } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import type { Pooling } from './poolingAxes.js';
import { runKernel } from './runKernel.js';

/**
 * The gradient of max pooling where the input is negative. The kernel MaxPoolGrad of WebAssembly (4.22.0) begins its
 * search at 0 and finds no maximum below. The gradient depends on which entry is the largest, and not on its value, so
 * the input may be moved above 0 first.
 */
export const maxPoolingGradient = gradientOf<Pooling>(
  'MaxPool',
  { inputsToSave: ['x'], outputsToSave: [true] },
  (dy, [x, y], attrs) => ({
    x: () => runKernel('MaxPoolGrad', { dy, input: seenByMaxPoolGrad(x), output: y }, attrs),
  }),
);

const verdicts = new WeakMap<KernelFunc, boolean>();

/** x, moved to where the kernel of this backend finds the largest entry. */
export function seenByMaxPoolGrad(x: Tensor): Tensor {
  const kernel = getKernel('MaxPoolGrad', getBackend())?.kernelFunc;
  if (!kernel || getBackend() !== 'wasm') return x;
  if (!verdicts.has(kernel)) {
    const one = fill([2, 1, 1, 1], 1);
    const below = fill([2, 1, 1, 1], -1);
    const attrs = { filterSize: 1, strides: 1, pad: 'valid' };
    const gradient = runKernel('MaxPoolGrad', { dy: one, input: below, output: below }, attrs);
    verdicts.set(kernel, gradient.dataSync()[1] === 1);
  }
  return verdicts.get(kernel) ? x : add(sub(x, min(x)), 1);
}
