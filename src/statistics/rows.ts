import { getBackend, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { backendRows } from './backendRows.js';
import type { ClassMeans } from './classStatistics.js';
import { hostRows } from './hostRows.js';

/** Labelled features [n, ...], read as rows of d values in two passes. */
export interface LabelledRows {
  /** N_c and mu_c: a first pass. Refuses a value that is not finite. */
  readonly means: () => Promise<ClassMeans>;
  /** h - mu_y in blocks: a second pass, once the means are known. */
  readonly residuals: (means: ClassMeans) => AsyncIterable<ResidualBlock>;
}

/** Rows about their class means. */
export interface ResidualBlock {
  readonly rows: number;
  /** Class of each row, length rows. */
  readonly labels: Int32Array;
  /** ||h - mu_y||^2 of each row. */
  readonly squares: ArrayLike<number>;
  /** h - mu_y [rows, d], float32, rounded after centring. Call it in a tidy; gone with the next block. */
  readonly residuals: () => Tensor2D;
}

/** Values of one block, 8 MB in float32: the fastest of sizes from 1 to 32 MB. */
const BLOCK_VALUES = 2 ** 21;
/** From this many classes on, tables of C x C values are not kept, and rows have to come class by class. */
export const MANY_CLASSES = 4097;

/**
 * Features as rows. Many rows on tfjs-node stay there: its slices share memory and its operations have both cores. Elsewhere,
 * and for few rows, they come to the host once, where sums are float64.
 */
export async function labelledRows(
  where: string,
  features: Tensor,
  labels: Int32Array,
  classes: number,
): Promise<LabelledRows> {
  if (getBackend() === 'tensorflow' && features.size > BLOCK_VALUES && classes < MANY_CLASSES) {
    return backendRows(where, features, labels, classes);
  }
  return hostRows(where, await features.data(), labels, classes);
}

/** The blocks of n rows of d values, of about two million values each or of as many as asked for. */
export function* blocks(n: number, d: number, values = BLOCK_VALUES): Generator<{ start: number; end: number }> {
  const most = Math.max(1, Math.floor(Math.max(BLOCK_VALUES, values) / d));
  for (let start = 0; start < n; start += most) yield { start, end: Math.min(n, start + most) };
}

/** The order that brings equal labels together, the lowest first, otherwise as they come (counting sort). */
export function orderByLabel(labels: Int32Array, classes: number): Int32Array {
  const next = new Int32Array(classes + 1);
  for (const label of labels) next[label + 1]++;
  for (let c = 0; c < classes; c++) next[c + 1] += next[c];
  const order = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) order[next[labels[i]]++] = i;
  return order;
}

/** Index of the first row of each class, shape [C]; -1 where there is none. */
export function firstRows(labels: Int32Array, classes: number): Int32Array {
  const first = new Int32Array(classes).fill(-1);
  for (let i = labels.length - 1; i >= 0; i--) first[labels[i]] = i;
  return first;
}

/** N_c [C]. */
export function countLabels(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}

/** mu_c = origin_c + (1 / N_c) sum (h - origin_c), from the sums [C, d]; zeros for a class without examples. */
export function meansAbout(origins: ArrayLike<number>, sums: Float64Array, counts: Float64Array): ClassMeans {
  const classes = counts.length;
  const d = sums.length / classes;
  const means = sums.map((sum, at) => {
    const count = counts[Math.floor(at / d)];
    return count === 0 ? 0 : origins[at] + sum / count;
  });
  return { classes, dimension: d, counts, means };
}
