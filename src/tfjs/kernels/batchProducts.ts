import { broadcast_util, broadcastTo, matMul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { isTail } from './isTail.js';
import type { KernelCall } from './preferKernel.js';

/**
 * A product of batches of matrices whose batch axes are broadcast, such as [2, 3, n, k] x [2, 1, k, m]. The kernels of
 * cpu and WebAssembly (4.22.0) repeat the smaller batch one after the other, which is right for leading axes of 1 only.
 * Here both are broadcast before. Null where the kernel is right.
 */
export function batchProducts({ inputs: { a, b }, attrs }: KernelCall): Tensor | null {
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(left, right);
  if (isTail(left, batch) && isTail(right, batch)) return null;
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const whole = (x: Tensor) => broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  return tidy(() => matMul(whole(a), whole(b), transposeA, transposeB));
}
