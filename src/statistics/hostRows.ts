import { tensor2d } from '@tensorflow/tfjs-core';
import { firstNonFinite, refuseNonFinite } from '../internal/read.js';
import type { ClassMeans } from './classStatistics.js';
import {
  blocks,
  countLabels,
  firstRows,
  type LabelledRows,
  MANY_CLASSES,
  meansAbout,
  orderByLabel,
  type ResidualBlock,
} from './rows.js';

/** Rows whose values are on the host, [n, d]; every sum is float64. */
export function hostRows(where: string, values: ArrayLike<number>, labels: Int32Array, classes: number): LabelledRows {
  const n = labels.length;
  const d = values.length / n;
  return { means, residuals };

  /**
   * mu_c = origin + (1 / N_c) sum (h - origin), origin the first row of the class: sums are of differences, so that a
   * common offset does not eat digits, and a class that is one point has that point as its mean, exactly.
   */
  async function means(): Promise<ClassMeans> {
    const counts = countLabels(labels, classes);
    const origins = new Float64Array(classes * d);
    for (const [c, row] of firstRows(labels, classes).entries()) {
      if (row >= 0) for (let j = 0; j < d; j++) origins[c * d + j] = values[row * d + j];
    }
    const sums = new Float64Array(classes * d);
    for (let i = 0; i < n; i++) addDifferences(values, i * d, origins, sums, labels[i] * d, d);
    if (!sums.every(Number.isFinite)) {
      const bad = firstNonFinite(values); // the sums are finite if every value is
      refuseNonFinite(where, values[bad], Math.floor(bad / d), bad % d);
    }
    return meansAbout(origins, sums, counts);
  }

  async function* residuals({ means }: ClassMeans): AsyncGenerator<ResidualBlock> {
    const order = classes < MANY_CLASSES ? undefined : orderByLabel(labels, classes);
    let buffer: Float32Array | undefined;
    for (const { start, end } of blocks(n, d)) {
      const rows = end - start;
      buffer ??= new Float32Array(rows * d);
      const squares = new Float64Array(rows);
      const members = order?.subarray(start, end);
      const blockLabels = members ? members.map((row) => labels[row]) : labels.subarray(start, end);
      for (let i = 0; i < rows; i++) {
        const from = (members ? members[i] : start + i) * d;
        squares[i] = centre(values, from, means, blockLabels[i] * d, buffer, i * d, d);
      }
      const block = buffer.subarray(0, rows * d);
      yield { rows, labels: blockLabels, squares, residuals: () => tensor2d(block, [rows, d]) };
    }
  }
}

/** Adds a row minus the origin of its class to the sums of its class. */
function addDifferences(
  values: ArrayLike<number>,
  from: number,
  origins: Float64Array,
  sums: Float64Array,
  to: number,
  d: number,
): void {
  for (let j = 0; j < d; j++) sums[to + j] += values[from + j] - origins[to + j];
}

/** Writes a row minus its mean to `residuals`, and returns its square. Two sums, since each addition would wait for the last. */
function centre(
  values: ArrayLike<number>,
  from: number,
  means: Float64Array,
  mean: number,
  residuals: Float32Array,
  to: number,
  d: number,
): number {
  let [s, t] = [0, 0];
  const whole = d - (d % 2);
  for (let j = 0; j < whole; j += 2) {
    const a = values[from + j] - means[mean + j];
    const b = values[from + j + 1] - means[mean + j + 1];
    residuals[to + j] = a;
    residuals[to + j + 1] = b;
    s += a * a;
    t += b * b;
  }
  if (whole < d) {
    const a = values[from + whole] - means[mean + whole];
    residuals[to + whole] = a;
    s += a * a;
  }
  return s + t;
}
