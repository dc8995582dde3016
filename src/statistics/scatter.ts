import { div, matMul, tensor2d, tidy } from '@tensorflow/tfjs-core';

/** Up to this many multiplications the host is as fast as a backend, and exact. */
const HOST_LIMIT = 2 ** 24;
/** Rows of one float32 product; the sum over blocks is float64, which bounds the rounding. */
const BLOCK_ROWS = 2048;

/** Sum of r r^T [d, d] over the rows of `residuals` [n, d], in float64; large ones as float32 products of the backend. */
export async function scatterOf(residuals: Float32Array, n: number, d: number): Promise<Float64Array> {
  const scatter = new Float64Array(d * d);
  if (n * d * d <= HOST_LIMIT) {
    for (let at = 0; at < n * d; at += d) {
      for (let i = 0; i < d; i++) {
        const r = residuals[at + i];
        for (let j = 0; j <= i; j++) scatter[i * d + j] += r * residuals[at + j];
      }
    }
    for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) scatter[j * d + i] = scatter[i * d + j];
    return scatter;
  }
  let largest = 0;
  for (let i = 0; i < residuals.length; i++) largest = Math.max(largest, Math.abs(residuals[i]));
  if (largest === 0) return scatter;
  // Scaled to at most 1, so that squares of very small or very large residuals stay within float32.
  const scale = 2 ** Math.round(Math.log2(largest));
  for (let start = 0; start < n; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, n - start);
    const product = tidy(() => {
      const r = div(tensor2d(residuals.subarray(start * d, (start + rows) * d), [rows, d]), scale); // [rows, d]
      return matMul(r, r, true, false); // [d, d]
    });
    const values = await product.data();
    product.dispose();
    for (let i = 0; i < scatter.length; i++) scatter[i] += values[i] * scale * scale;
  }
  return scatter;
}
