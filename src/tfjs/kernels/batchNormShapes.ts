import { broadcastTo, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { isTail } from './isTail.js';
import type { KernelCall } from './preferKernel.js';

/**
 * Batch norm whose mean, variance, scale or offset is broadcast otherwise than over the leading axes, such as [3, 1, 1]
 * on [2, 3, 4, 5]. The kernels of cpu and WebAssembly (4.22.0) repeat the values one after the other, which is right
 * for leading axes only. Here they are broadcast before. Null where the kernel is right.
 */
export function batchNormShapes({ inputs: { x, ...rest }, stock }: KernelCall): Tensor | null {
  const given = Object.entries(rest).filter(([, tensor]) => tensor);
  if (given.every(([, { shape }]) => isTail(shape, x.shape))) return null;
  return tidy(() =>
    stock({ x, ...Object.fromEntries(given.map(([name, tensor]) => [name, broadcastTo(tensor, x.shape)])) }),
  );
}
