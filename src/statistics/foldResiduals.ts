import type { Tensor } from '@tensorflow/tfjs-core';
import { refuseNonFinite } from '../internal/read.js';
import type { ClassStatistics } from './classStatistics.js';

/** Values of one block, 4 MB in float32: small enough for a processor's cache, large enough to hide the calls. */
const BLOCK_VALUES = 2 ** 20;
/** Rows whose mean is a class's centre: many enough to lie within the class, few enough to cost nothing. */
const CENTRE_ROWS = 32;

/** Rows of some classes, centred near their class means. */
export interface ResidualBlock {
  /** h - centre_y, [rows, d], row-major, rounded to float32 after centring; the receiver may keep it. */
  readonly residuals: Float32Array;
  readonly rows: number;
  /** Class of each row, length rows; equal ones are together. */
  readonly labels: Int32Array;
}

/**
 * Class statistics in one pass over the features, class by class, handing on the residuals on the way.
 *
 * The centre of a class is the mean of its first rows, in float64: near enough to the mean of all, and equal to it where
 * the class is one point or small, that nothing cancels when the sums are moved there at the end,
 *
 *   mu = centre + sum r / N_c,   sum ||h - mu||^2 = sum ||r||^2 - ||sum r||^2 / N_c,   r = h - centre.
 *
 * @returns the statistics, and `shifts` = mu - centre [C, d], by which the residuals are still off
 */
export async function foldResiduals(
  where: string,
  features: Tensor,
  d: number,
  labels: Int32Array,
  classes: number,
  onBlock?: (block: ResidualBlock) => unknown,
): Promise<{ statistics: ClassStatistics; shifts: Float64Array }> {
  // The whole at once: on WebAssembly a slice copies all of its source, and a gather goes value by value.
  const values = await features.data();
  const n = labels.length;
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  const order = orderByLabel(labels, counts);
  const means = new Float64Array(classes * d);
  const shifts = new Float64Array(classes * d);
  const squaredDeviations = new Float64Array(classes);
  const blockRows = Math.max(1, Math.floor(BLOCK_VALUES / d));
  let block: ResidualBlock | undefined;
  for (let start = 0, c = 0; start < n; c++) {
    const end = start + counts[c];
    const centre = means.subarray(c * d, (c + 1) * d); // until the class is complete
    const sums = shifts.subarray(c * d, (c + 1) * d);
    addMean(values, order.subarray(start, Math.min(end, start + CENTRE_ROWS)), centre);
    let squares = 0;
    for (let i = start; i < end; i++) {
      if (onBlock && i % blockRows === 0) {
        const rows = Math.min(blockRows, n - i);
        block = { residuals: new Float32Array(rows * d), rows, labels: new Int32Array(rows) };
      }
      squares += centreRow(values, order[i] * d, centre, sums, block?.residuals, (i % blockRows) * d);
      if (!block || !onBlock) continue;
      block.labels[i % blockRows] = c;
      if (i % blockRows === block.rows - 1) await onBlock(block);
    }
    // The sum of squares is finite if every value is; only where it is not is the place looked for.
    if (!Number.isFinite(squares)) refuseFirst(where, values, d, order.subarray(start, end));
    let squaredShift = 0;
    for (let j = 0; j < d && end > start; j++) {
      sums[j] /= counts[c];
      centre[j] += sums[j];
      squaredShift += sums[j] * sums[j];
    }
    squaredDeviations[c] = Math.max(0, squares - counts[c] * squaredShift);
    start = end;
  }
  return { statistics: { classes, dimension: d, counts, means, squaredDeviations }, shifts };
}

/** The order that brings equal labels together, the lowest first, otherwise as they come (counting sort). */
function orderByLabel(labels: Int32Array, counts: Float64Array): Int32Array {
  const next = new Int32Array(counts.length);
  for (let c = 1; c < counts.length; c++) next[c] = next[c - 1] + counts[c - 1];
  const order = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) order[next[labels[i]]++] = i;
  return order;
}

/** Adds the mean of the given rows to `mean` [d]. */
function addMean(values: ArrayLike<number>, rows: Int32Array, mean: Float64Array): void {
  const d = mean.length;
  for (const row of rows) for (let j = 0; j < d; j++) mean[j] += values[row * d + j];
  for (let j = 0; j < d; j++) mean[j] /= rows.length || 1;
}

/**
 * The hot loop, one row: its residual into `residuals`, added to `sums` [d]; returns the sum of its squares. Four sums, since
 * each addition to one would wait for the last.
 */
function centreRow(
  values: ArrayLike<number>,
  at: number,
  centre: Float64Array,
  sums: Float64Array,
  residuals: Float32Array | undefined,
  to: number,
): number {
  const d = centre.length;
  const whole = d - (d % 4);
  let [a, b, c, e] = [0, 0, 0, 0];
  for (let j = 0; j < whole; j += 4) {
    const p = values[at + j] - centre[j];
    const q = values[at + j + 1] - centre[j + 1];
    const r = values[at + j + 2] - centre[j + 2];
    const s = values[at + j + 3] - centre[j + 3];
    sums[j] += p;
    sums[j + 1] += q;
    sums[j + 2] += r;
    sums[j + 3] += s;
    a += p * p;
    b += q * q;
    c += r * r;
    e += s * s;
    if (residuals) {
      residuals[to + j] = p;
      residuals[to + j + 1] = q;
      residuals[to + j + 2] = r;
      residuals[to + j + 3] = s;
    }
  }
  for (let j = whole; j < d; j++) {
    const p = values[at + j] - centre[j];
    sums[j] += p;
    a += p * p;
    if (residuals) residuals[to + j] = p;
  }
  return a + b + c + e;
}

/** Refuses the first of the given rows' values that is not finite. */
function refuseFirst(where: string, values: ArrayLike<number>, d: number, rows: Int32Array): void {
  for (const row of rows) {
    for (let j = 0; j < d; j++) {
      if (!Number.isFinite(values[row * d + j])) refuseNonFinite(where, values[row * d + j], row, j);
    }
  }
}
