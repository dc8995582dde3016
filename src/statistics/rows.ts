import type { Tensor } from '@tensorflow/tfjs-core';
import { refuseNonFinite } from '../internal/read.js';
import type { ClassStatistics } from './classStatistics.js';

/** Values of one block, 4 MB in float32: small enough for a processor's cache, large enough to hide the calls. */
const BLOCK_VALUES = 2 ** 20;
/** Rows whose mean is a class's centre: many enough to lie within the class, few enough to cost nothing. */
const CENTRE_ROWS = 32;

/** Labelled features on the host, their rows in the order of their classes. */
export interface SortedRows {
  /** [n, d], row-major, in the order they came. */
  readonly values: ArrayLike<number>;
  readonly d: number;
  /** Class of each row, length n. */
  readonly labels: Int32Array;
  /** The rows' indices, those of class 0 first; length n. */
  readonly order: Int32Array;
}

/** Rows of a few classes about their class means. */
export interface ResidualBlock {
  /** h - mu_y, [rows, d], row-major, rounded to float32 after centring; overwritten by the next block. */
  readonly residuals: Float32Array;
  readonly rows: number;
  /** Class of each row, length rows; equal ones are together. */
  readonly labels: Int32Array;
}

/** Brings features [n, ...] to the host. The whole at once: on WebAssembly a slice copies all of its source. */
export async function readSortedRows(
  features: Tensor,
  d: number,
  labels: Int32Array,
  classes: number,
): Promise<SortedRows> {
  return { values: await features.data(), d, labels, order: orderByLabel(labels, classes) };
}

/**
 * Counts, means and squared deviations in one pass, class by class, in float64.
 *
 * Rows are centred before they are squared: about the mean of the first few of their class, near enough to the mean
 * of all, and equal to it where the class is one point, that nothing cancels when the sums are moved there at the end,
 *
 *   mu = centre + sum r / N_c,   sum ||h - mu||^2 = sum ||r||^2 - ||sum r||^2 / N_c,   r = h - centre.
 */
export function statisticsOfRows(where: string, rows: SortedRows, classes: number): ClassStatistics {
  const { values, d, labels, order } = rows;
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  const means = new Float64Array(classes * d);
  const squaredDeviations = new Float64Array(classes);
  const sums = new Float64Array(d);
  for (let start = 0, c = 0; start < order.length; start += counts[c], c++) {
    if (counts[c] === 0) continue;
    const members = order.subarray(start, start + counts[c]);
    const mean = means.subarray(c * d, (c + 1) * d); // the centre, until it is moved
    addMean(values, members.subarray(0, CENTRE_ROWS), mean);
    sums.fill(0);
    let squares = 0;
    for (const row of members) squares += addResidual(values, row * d, mean, sums);
    // The sum of squares is finite if every value is; only where it is not is the place looked for.
    if (!Number.isFinite(squares)) refuseFirst(where, values, d, members);
    let squaredShift = 0;
    for (let j = 0; j < d; j++) {
      const shift = sums[j] / counts[c];
      mean[j] += shift;
      squaredShift += shift * shift;
    }
    squaredDeviations[c] = Math.max(0, squares - counts[c] * squaredShift);
  }
  return { classes, dimension: d, counts, means, squaredDeviations };
}

/** The residuals h - mu_y in blocks of about 4 MB, class by class: a second pass, once the means are known. */
export function* residualBlocks(
  { values, d, labels, order }: SortedRows,
  means: Float64Array,
): Generator<ResidualBlock> {
  const most = Math.min(order.length, Math.max(1, Math.floor(BLOCK_VALUES / d)));
  const buffer = new Float32Array(most * d);
  for (let start = 0; start < order.length; start += most) {
    const members = order.subarray(start, start + most);
    const blockLabels = members.map((row) => labels[row]);
    for (let i = 0, to = 0; i < members.length; i++) {
      const from = members[i] * d;
      const mean = blockLabels[i] * d;
      for (let j = 0; j < d; j++) buffer[to++] = values[from + j] - means[mean + j];
    }
    yield { residuals: buffer.subarray(0, members.length * d), rows: members.length, labels: blockLabels };
  }
}

/** The order that brings equal labels together, the lowest first, otherwise as they come (counting sort). */
function orderByLabel(labels: Int32Array, classes: number): Int32Array {
  const next = new Int32Array(classes + 1);
  for (const label of labels) next[label + 1]++;
  for (let c = 0; c < classes; c++) next[c + 1] += next[c];
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

/** Adds the residual of one row to `sums` [d] and returns its square. Four sums, since each addition to one waits for the last. */
function addResidual(values: ArrayLike<number>, at: number, centre: Float64Array, sums: Float64Array): number {
  const d = centre.length;
  const whole = d - (d % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let j = 0; j < whole; j += 4) {
    const a = values[at + j] - centre[j];
    const b = values[at + j + 1] - centre[j + 1];
    const c = values[at + j + 2] - centre[j + 2];
    const e = values[at + j + 3] - centre[j + 3];
    sums[j] += a;
    sums[j + 1] += b;
    sums[j + 2] += c;
    sums[j + 3] += e;
    s += a * a;
    t += b * b;
    u += c * c;
    v += e * e;
  }
  for (let j = whole; j < d; j++) {
    const a = values[at + j] - centre[j];
    sums[j] += a;
    s += a * a;
  }
  return s + t + u + v;
}

/** Refuses the first of the given rows' values that is not finite. */
function refuseFirst(where: string, values: ArrayLike<number>, d: number, rows: Int32Array): void {
  for (const row of rows) {
    for (let j = 0; j < d; j++) {
      if (!Number.isFinite(values[row * d + j])) refuseNonFinite(where, values[row * d + j], row, j);
    }
  }
}
