import { broadcast_util, broadcastTo, matMul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { isTail } from './isTail.js';
import type { KernelCall } from './preferKernel.js';

/**
 * A product of batches of matrices whose batch axes are broadcast, [2, 3, n, k] x [2, 1, k, m]. The kernels of cpu and WebAssembly (seen in
 * 4.22) walk the smaller batch round and round, which is right for leading axes of 1 only. Null there.
 */
export function batchProducts({ inputs: { a, b }, attrs }: KernelCall): Tensor | null {
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(left, right);
  if (isTail(left, batch) && isTail(right, batch)) return null;
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const whole = (x: Tensor) => broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  return tidy(() => matMul(whole(a), whole(b), transposeA, transposeB));
}
