import { matMul, transpose } from '@tensorflow/tfjs-core';
import { readAll } from '../input/read.js';
import type { RowBlock } from './rows.js';

/** Up to this many multiplications the host is as fast as a backend, and exact. */
const HOST_LIMIT = 2 ** 22;

/**
 * Adds r r^T over the residuals of blocks, divided by `unit`, [d, d]. Large blocks are float32 products of the backend, added up in
 * float64, unless they are to be exact; small ones are float64 throughout.
 */
export function scatterAccumulator(dimension: number, { exact = false, hostLimit = HOST_LIMIT } = {}) {
  const d = dimension;
  const scatter = new Float64Array(d * d);
  let isFloat32 = false;
  const add = async ({ rows, values }: RowBlock) => {
    const onHost = exact || rows * d * d <= hostLimit;
    const [read] = await readAll(() => {
      const residuals = values(); // [rows, d]
      // [d, d]; not transposeA, which WebAssembly multiplies many times slower
      return [onHost ? residuals : matMul(transpose(residuals), residuals)];
    });
    if (onHost) addOuterProducts(scatter, read, rows, d);
    else for (let i = 0; i < scatter.length; i++) scatter[i] += read[i];
    isFloat32 ||= !onHost;
  };
  return { scatter, add, isFloat32: () => isFloat32 };
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
