import { matMul, transpose } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import type { Turn } from '../../input/turns.js';
import { exampleCountOf } from '../value/requirements.js';
import type { ClassStatistics } from '../value/types.js';
import type { LabelledRows } from './blocks.js';
import { LIMITS } from './limits.js';
import { type Origin, unitOf, ZERO } from './origin.js';

/** A scatter, and whether products in it are float32. */
interface Scatter {
  /** Sum of (h - mu_y)(h - mu_y)^T, [d, d]. */
  withinClassScatter: Float64Array;
  float32Scatter?: true;
}

/**
 * The within-class scatter of rows about their means. Many rows are float32 products of the backend, block by block, added up in float64,
 * unless they are to be exact; few are float64 throughout, from the difference on.
 */
export async function scatterOf(
  rows: LabelledRows,
  statistics: ClassStatistics,
  { exact = false, host = LIMITS.host, turn }: { exact?: boolean; host?: number; turn?: Turn } = {},
): Promise<Scatter> {
  const { dimension: d, means } = statistics;
  const scatter = new Float64Array(d * d);
  if (exact || exampleCountOf(statistics) * d * d <= host) {
    for (const { labels, values } of rows.about(ZERO)) {
      await turn?.();
      const [block] = await readAll(() => [values()]); // h [rows, d]
      addOuterProducts(scatter, block, labels, means, d);
    }
    for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) scatter[j * d + i] = scatter[i * d + j];
    return { withinClassScatter: scatter };
  }
  const origin: Origin = { kind: 'byClass', values: means };
  const unit = unitOf(origin, statistics);
  for (const { values } of rows.about(origin, unit)) {
    await turn?.();
    const [block] = await readAll(() => {
      const residuals = values(); // [rows, d]
      return [matMul(transpose(residuals), residuals)]; // [d, d]; not transposeA, which WebAssembly multiplies many times slower
    });
    for (let i = 0; i < scatter.length; i++) scatter[i] += block[i];
  }
  return { withinClassScatter: scatter.map((value) => value * unit * unit), float32Scatter: true };
}

/** Adds r r^T of the residuals of rows: four at a time, the lower triangle: each sum that is read serves four products. */
function addOuterProducts(
  scatter: Float64Array,
  rows: Float32Array,
  labels: Int32Array,
  means: Float64Array,
  d: number,
): void {
  const residuals = new Float64Array(4 * d); // those beyond the last row stay zero, and add nothing
  for (let from = 0; from < labels.length; from += 4) {
    for (let k = 0; k < 4; k++) {
      const row = from + k;
      const mean = row < labels.length ? labels[row] * d : 0;
      for (let j = 0; j < d; j++) residuals[k * d + j] = row < labels.length ? rows[row * d + j] - means[mean + j] : 0;
    }
    addFour(scatter, residuals, d);
  }
}

/** Adds r r^T of four rows r [4, d] to the lower triangle. */
function addFour(scatter: Float64Array, residuals: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) {
    const p = residuals[i];
    const q = residuals[d + i];
    const r = residuals[2 * d + i];
    const s = residuals[3 * d + i];
    for (let j = 0; j <= i; j++) {
      scatter[i * d + j] +=
        p * residuals[j] + q * residuals[d + j] + (r * residuals[2 * d + j] + s * residuals[3 * d + j]);
    }
  }
}
