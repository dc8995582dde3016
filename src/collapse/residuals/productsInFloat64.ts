import { timesTranspose } from '../../numeric/kernels.js';
import type { Run } from '../../statistics/rows/byLabel.js';
import { subtract } from './loops.js';

/** (h - mu_y) F^T / unit of rows h [rows, d] and factors F [width, d], in float64, [rows, width]. */
export function productsInFloat64(
  rows: Float32Array,
  runs: readonly Run[],
  { means, unit, factors }: { means: Float64Array; unit: number; factors: Float64Array },
  d: number,
): Float64Array {
  const width = factors.length / d;
  const products = new Float64Array((rows.length / d) * width);
  for (const { y, members } of runs) {
    const residuals = new Float64Array(members.length * d);
    subtract(rows, d, members, means.subarray(y * d, (y + 1) * d), residuals);
    const some = timesTranspose(residuals, factors, d).map((value) => value / unit);
    for (const [k, row] of members.entries()) products.set(some.subarray(k * width, (k + 1) * width), row * width);
  }
  return products;
}
