import type { Examples } from '../products/examples.js';
import { type Estimate, exactEstimate } from './estimate.js';

/**
 * Measures ||J_i||_F^2 of each example without an error, row by row.
 *
 * Where an output of 0 proves that its row of the Jacobian is 0, such rows are left out: each pass takes the next other
 * row of every example, and the example with the most of them sets the number of passes.
 */
export async function exact(examples: Examples): Promise<Estimate> {
  const { n, d } = examples;
  const rows = await rowsToMeasure(examples);
  const passes = rows.reduce((most, { length }) => Math.max(most, length), 0);
  function* cotangents() {
    for (let t = 0; t < passes; t++) {
      const cotangent = new Float32Array(n * d);
      for (let i = 0; i < n; i++) if (t < rows[i].length) cotangent[i * d + rows[i][t]] = 1;
      yield cotangent;
    }
  }
  const norms = new Float64Array(n);
  for await (const squares of examples.squares(passes, cotangents())) {
    for (let i = 0; i < n; i++) norms[i] += squares[i];
  }
  return exactEstimate(norms, passes);
}

/**
 * The rows of each example's Jacobian that may differ from 0, one at least, so that an embedding that does not depend
 * on x is noticed.
 */
async function rowsToMeasure({ n, d, zeroMeansDead, features }: Examples): Promise<Int32Array[]> {
  const every = Int32Array.from({ length: d }, (_, j) => j);
  if (!zeroMeansDead) return Array.from({ length: n }, () => every);
  const values = await features();
  return Array.from({ length: n }, (_, i) => {
    const live = every.filter((j) => values[i * d + j] !== 0);
    return live.length > 0 ? live : every.subarray(0, 1);
  });
}
