import { getBackend, reshape, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuseNonFinite } from '../internal/read.js';
import type { ClassStatistics } from './classStatistics.js';

/** Values of one block, 4 MB in float32: small enough for a processor's cache, large enough to hide the calls. */
const BLOCK_VALUES = 2 ** 20;
/** Rows whose mean is a class's centre: many enough to lie within the class, few enough to cost nothing. */
const CENTRE_ROWS = 32;
/** Up to this many classes, rows are sorted by class within a block only, and read in the order in memory. */
const FEW_CLASSES = 4096;

/** Labelled features [n, ...], to be read as rows of d values, block after block, as often as needed. */
export interface LabelledRows {
  readonly d: number;
  readonly classes: number;
  /** Class of each row, length n. */
  readonly labels: Int32Array;
  /** Rows `start` to `start + count` - 1, [count, d]. */
  readonly read: (start: number, count: number) => Promise<ArrayLike<number>>;
}

/** Rows of a few classes about their class means. */
export interface ResidualBlock {
  /** h - mu_y, [rows, d], row-major, rounded to float32 after centring; overwritten by the next block. */
  readonly residuals: Float32Array;
  readonly rows: number;
  /** Class of each row, length rows; equal ones are together. */
  readonly labels: Int32Array;
}

/** Features as rows. tfjs-node reads a block at a time; elsewhere a slice costs more than a copy of the whole. */
export async function labelledRows(
  features: Tensor,
  d: number,
  labels: Int32Array,
  classes: number,
): Promise<LabelledRows> {
  const n = labels.length;
  if (getBackend() === 'tensorflow' && classes <= FEW_CLASSES) {
    const read = async (start: number, count: number) => {
      const block = tidy(() => slice(reshape(features, [n, d]), [start, 0], [count, d]));
      const values = await block.data();
      block.dispose();
      return values;
    };
    return { d, classes, labels, read };
  }
  const values = await features.data();
  return { d, classes, labels, read: async (start, count) => values.subarray(start * d, (start + count) * d) };
}

/**
 * Counts, means and squared deviations in one pass over the rows, in float64.
 *
 * Rows are centred before they are squared: about the mean of the first few of their class in the first block that has any,
 * near enough to the mean of all, and equal to it where the class is one point, that nothing cancels when the sums are moved there at the end,
 *
 *   mu = centre + sum r / N_c,   sum ||h - mu||^2 = sum ||r||^2 - ||sum r||^2 / N_c,   r = h - centre.
 */
export async function statisticsOfRows(
  where: string,
  { d, classes, labels, read }: LabelledRows,
): Promise<ClassStatistics> {
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes * d); // centres, until they are moved
  const sums = new Float64Array(classes * d);
  const squaredDeviations = new Float64Array(classes);
  for (const { start, end } of blocks(labels.length, d)) {
    const values = await read(start, end - start);
    setCentres(values, labels.subarray(start, end), counts, means, d);
    for (let row = start; row < end; row++) {
      const c = labels[row];
      counts[c]++;
      const squares = addResidual(values, (row - start) * d, means, sums, c * d, d);
      // Finite if every value is; only where it is not is the place looked for.
      if (!Number.isFinite(squares)) refuseRow(where, values, row - start, row, d);
      squaredDeviations[c] += squares;
    }
  }
  for (let c = 0; c < classes; c++) {
    if (counts[c] === 0) continue;
    let squaredShift = 0;
    for (let j = c * d; j < (c + 1) * d; j++) {
      const shift = sums[j] / counts[c];
      means[j] += shift;
      squaredShift += shift * shift;
    }
    squaredDeviations[c] = Math.max(0, squaredDeviations[c] - counts[c] * squaredShift);
  }
  return { classes, dimension: d, counts, means, squaredDeviations };
}

/** The residuals h - mu_y in blocks of about 4 MB: a second pass, once the means are known. */
export async function* residualBlocks(
  { d, classes, labels, read }: LabelledRows,
  means: Float64Array,
): AsyncGenerator<ResidualBlock> {
  const n = labels.length;
  const sorted = classes > FEW_CLASSES; // then across blocks too, so that each class comes once
  const order = sorted ? orderByLabel(labels, classes) : undefined;
  const whole = sorted ? await read(0, n) : undefined;
  let buffer: Float32Array | undefined;
  for (const { start, end } of blocks(n, d)) {
    const values = whole ?? (await read(start, end - start));
    const members = order ? order.subarray(start, end) : orderByLabel(labels.subarray(start, end), classes);
    const blockLabels = members.map((row) => labels[order ? row : start + row]);
    buffer ??= new Float32Array((end - start) * d);
    for (let i = 0; i < members.length; i++) {
      const [from, mean, to] = [members[i] * d, blockLabels[i] * d, i * d];
      for (let j = 0; j < d; j++) buffer[to + j] = values[from + j] - means[mean + j];
    }
    yield { residuals: buffer.subarray(0, members.length * d), rows: members.length, labels: blockLabels };
  }
}

/** The blocks of n rows. */
function* blocks(n: number, d: number): Generator<{ start: number; end: number }> {
  const most = Math.max(1, Math.floor(BLOCK_VALUES / d));
  for (let start = 0; start < n; start += most) yield { start, end: Math.min(n, start + most) };
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

/** Centres of the classes that have had no row yet: the mean of their first rows in this block. */
function setCentres(
  values: ArrayLike<number>,
  labels: Int32Array,
  counts: Float64Array,
  centres: Float64Array,
  d: number,
) {
  const taken = new Map<number, number>();
  for (const [row, c] of labels.entries()) {
    const rows = taken.get(c) ?? 0;
    if (counts[c] > 0 || rows === CENTRE_ROWS) continue;
    taken.set(c, rows + 1);
    for (let j = 0; j < d; j++) centres[c * d + j] += values[row * d + j];
  }
  for (const [c, rows] of taken) for (let j = c * d; j < (c + 1) * d; j++) centres[j] /= rows;
}

/**
 * Adds the residual of the row that begins at `from` to the sums that begin at `to`, as does its centre, and returns its
 * square. Four sums, since each addition to one waits for the last.
 */
function addResidual(
  values: ArrayLike<number>,
  from: number,
  centres: Float64Array,
  sums: Float64Array,
  to: number,
  d: number,
): number {
  const whole = d - (d % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let j = 0; j < whole; j += 4) {
    const a = values[from + j] - centres[to + j];
    const b = values[from + j + 1] - centres[to + j + 1];
    const c = values[from + j + 2] - centres[to + j + 2];
    const e = values[from + j + 3] - centres[to + j + 3];
    sums[to + j] += a;
    sums[to + j + 1] += b;
    sums[to + j + 2] += c;
    sums[to + j + 3] += e;
    s += a * a;
    t += b * b;
    u += c * c;
    v += e * e;
  }
  for (let j = whole; j < d; j++) {
    const a = values[from + j] - centres[to + j];
    sums[to + j] += a;
    s += a * a;
  }
  return s + t + u + v;
}

/** Refuses the first value of a row that is not finite. */
function refuseRow(where: string, values: ArrayLike<number>, at: number, row: number, d: number): void {
  for (let j = 0; j < d; j++) {
    if (!Number.isFinite(values[at * d + j])) refuseNonFinite(where, values[at * d + j], row, j);
  }
}
