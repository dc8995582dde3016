import { matMul, tidy, transpose } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import type { Turn } from '../../input/turns.js';
import { exampleCountOf } from '../value/requirements.js';
import type { ClassStatistics } from '../value/types.js';
import type { LabelledRows } from './blocks.js';
import { LIMITS } from './limits.js';
import { type Origin, unitOf, ZERO } from './origin.js';
import { addOuterProducts } from './outerProducts.js';
import { outerProductsOnTfjsNode } from './outerProductsOnTfjsNode.js';

/** A scatter, and whether products in it are float32. */
interface Scatter {
  /** The sum of (h - mu_y)(h - mu_y)^T over all rows, [d, d]. */
  withinClassScatter: Float64Array;
  float32Scatter?: true;
}

/**
 * The within-class scatter of rows. Of many rows it is made of float32 products of the backend, a block at a time,
 * which are added up in float64. Of few rows, and where it is to be exact, all is float64 from the difference h - mu_y
 * on.
 */
export async function scatterOf(
  rows: LabelledRows,
  statistics: ClassStatistics,
  { exact = false, host = LIMITS.host, turn }: { exact?: boolean; host?: number; turn?: Turn } = {},
): Promise<Scatter> {
  const { dimension: d, means } = statistics;
  const scatter = new Float64Array(d * d);
  if (exact || exampleCountOf(statistics) * d * d <= host) {
    const addOnTfjsNode = outerProductsOnTfjsNode(means, d);
    for (const { labels, values } of rows.about(ZERO)) {
      await turn?.();
      const many = labels.length * d * d > host;
      if (many && tidy(() => addOnTfjsNode(scatter, values(), labels))) continue;
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
      // [d, d]. WebAssembly multiplies many times slower with the option transposeA.
      return [matMul(transpose(residuals), residuals)];
    });
    for (let i = 0; i < scatter.length; i++) scatter[i] += block[i];
  }
  return { withinClassScatter: scatter.map((value) => value * unit * unit), float32Scatter: true };
}
