import { div, matMul, transpose } from '@tensorflow/tfjs-core';
import { readAll } from '../input/read.js';
import type { ClassStatistics } from './classStatistics.js';
import type { RowBlock } from './rows.js';

/** Up to this many multiplications the host is as fast as a backend, and exact. */
const HOST_LIMIT = 2 ** 22;

/**
 * Adds r r^T over the residuals of blocks, [d, d]. Large blocks are float32 products of the backend, added up in float64, unless
 * they are to be exact; small ones are float64 throughout.
 */
export function scatterAccumulator({ dimension: d, squaredDeviations }: ClassStatistics, exact = false) {
  const scatter = new Float64Array(d * d);
  // Scaled to 1 at most, so that squares of very small or very large residuals stay within float32.
  const largest = squaredDeviations.reduce((most, value) => Math.max(most, value), 0);
  const scale = largest === 0 ? 1 : 2 ** Math.round(Math.log2(largest) / 2);
  const add = async ({ rows, values }: RowBlock) => {
    const onHost = exact || rows * d * d <= HOST_LIMIT;
    const [read] = await readAll(() => {
      if (onHost) return [values()];
      const scaled = div(values(), scale); // [rows, d]
      return [matMul(transpose(scaled), scaled)]; // [d, d]; not transposeA, which WebAssembly multiplies many times slower
    });
    if (onHost) addOuterProducts(scatter, read, rows, d);
    else for (let i = 0; i < scatter.length; i++) scatter[i] += read[i] * scale * scale;
  };
  return { scatter, add };
}

/** Four rows at a time, the lower triangle, then mirrored: each sum that is read serves four products. */
function addOuterProducts(scatter: Float64Array, residuals: Float32Array, rows: number, d: number): void {
  const fours = rows - (rows % 4);
  for (let at = 0; at < fours * d; at += 4 * d) {
    for (let i = 0; i < d; i++) {
      const p = residuals[at + i];
      const q = residuals[at + d + i];
      const r = residuals[at + 2 * d + i];
      const s = residuals[at + 3 * d + i];
      for (let j = 0; j <= i; j++) {
        scatter[i * d + j] +=
          p * residuals[at + j] +
          q * residuals[at + d + j] +
          (r * residuals[at + 2 * d + j] + s * residuals[at + 3 * d + j]);
      }
    }
  }
  for (let at = fours * d; at < rows * d; at += d) {
    for (let i = 0; i < d; i++)
      for (let j = 0; j <= i; j++) scatter[i * d + j] += residuals[at + i] * residuals[at + j];
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) scatter[j * d + i] = scatter[i * d + j];
}
