import { div, matMul, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import type { ResidualBlock } from './rows.js';

/** Up to this many multiplications the host is as fast as a backend, and exact. */
const HOST_LIMIT = 2 ** 22;

/**
 * Sum of r r^T [d, d] over the residuals. Large blocks are float32 products of the backend, added up in float64; small
 * ones are float64 throughout.
 */
export async function scatterOf(blocks: AsyncIterable<ResidualBlock>, d: number): Promise<Float64Array> {
  const scatter = new Float64Array(d * d);
  for await (const { residuals, rows } of blocks) {
    if (rows * d * d <= HOST_LIMIT) addOnHost(scatter, residuals, rows, d);
    else await addOnBackend(scatter, residuals, rows, d);
  }
  return scatter;
}

function addOnHost(scatter: Float64Array, residuals: Float32Array, rows: number, d: number): void {
  for (let at = 0; at < rows * d; at += d) {
    for (let i = 0; i < d; i++) {
      const r = residuals[at + i];
      for (let j = 0; j < d; j++) scatter[i * d + j] += r * residuals[at + j];
    }
  }
}

async function addOnBackend(scatter: Float64Array, residuals: Float32Array, rows: number, d: number): Promise<void> {
  let largest = 0;
  for (let i = 0; i < residuals.length; i++) largest = Math.max(largest, Math.abs(residuals[i]));
  if (largest === 0) return;
  // Scaled to about 1, so that squares of very small or very large residuals stay within float32.
  const scale = 2 ** Math.round(Math.log2(largest));
  const product = tidy(() => {
    const r = div(tensor2d(residuals, [rows, d]), scale); // [rows, d]
    return matMul(transpose(r), r); // [d, d]; not transposeA, which WebAssembly multiplies many times slower
  });
  const values = await product.data();
  product.dispose();
  for (let i = 0; i < scatter.length; i++) scatter[i] += values[i] * scale * scale;
}
