import { clone, div, matMul, type Tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { ResidualBlock } from './rows.js';

/** Up to this many multiplications the host is as fast as a backend, and exact. */
const HOST_LIMIT = 2 ** 22;

/**
 * Adds r r^T over the residuals of blocks, [d, d]. Large blocks are float32 products of the backend, added up in float64;
 * small ones are float64 throughout.
 */
export function scatterAccumulator(d: number) {
  const scatter = new Float64Array(d * d);
  const add = async (block: ResidualBlock) => {
    const onHost = block.rows * d * d <= HOST_LIMIT;
    // Scaled to about 1, so that squares of very small or very large residuals stay within float32.
    const scale = onHost ? 1 : scaleOf(block);
    if (scale === 0) return;
    const tensor = tidy((): Tensor => {
      const r = block.residuals(); // [rows, d]
      if (onHost) return clone(r);
      const scaled = div(r, scale);
      return matMul(transpose(scaled), scaled); // [d, d]; not transposeA, which WebAssembly multiplies many times slower
    });
    const values = (await tensor.data()) as Float32Array;
    tensor.dispose();
    if (onHost) addOuterProducts(scatter, values, block.rows, d);
    else for (let i = 0; i < scatter.length; i++) scatter[i] += values[i] * scale * scale;
  };
  return { scatter, add };
}

/** The power of two next to the largest norm of a row, or 0. */
function scaleOf({ squares, rows }: ResidualBlock): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) largest = Math.max(largest, squares[i]);
  return largest === 0 ? 0 : 2 ** Math.round(Math.log2(largest) / 2);
}

function addOuterProducts(scatter: Float64Array, residuals: Float32Array, rows: number, d: number): void {
  for (let at = 0; at < rows * d; at += d) {
    for (let i = 0; i < d; i++) {
      const r = residuals[at + i];
      for (let j = 0; j < d; j++) scatter[i * d + j] += r * residuals[at + j];
    }
  }
}
