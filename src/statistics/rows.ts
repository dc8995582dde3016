import { getBackend, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Turn } from '../input/turns.js';
import { backendRows } from './backendRows.js';
import type { ClassStatistics } from './classStatistics.js';
import { hostRows } from './hostRows.js';
import type { Origin } from './origins.js';

/** Labelled features [n, ...], read as rows of d values. */
export interface LabelledRows {
  /** N_c, mu_c and S_c, in one pass. Refuses a value that is not finite. */
  readonly statistics: () => Promise<ClassStatistics>;
  /** (h - o_y) / unit in blocks: rows about an origin, divided by a power of two, which is 1 where float32 has room. */
  readonly about: (origin: Origin, unit?: number) => Iterable<RowBlock>;
}

/** Rows about an origin. */
export interface RowBlock {
  readonly rows: number;
  /** Class of each row, length rows. */
  readonly labels: Int32Array;
  /** (h - o_y) / unit [rows, d], float32, rounded after the difference. Call it in a tidy. */
  readonly values: () => Tensor2D;
}

/** Values of one block, 8 MB in float32: the fastest of sizes from 1 to 32 MB. */
export const BLOCK_VALUES = 2 ** 21;
/** From this many classes on, tables of C x C values are not kept, and rows have to come class by class. */
export const MANY_CLASSES = 4097;

/** Where work moves from one way to another; tests lower them. */
export interface RowLimits {
  /** Values of a block. */
  block?: number;
  /** Values of a block that shares the memory of the features. */
  slice?: number;
  /** Most rows that float32 adds up. */
  run?: number;
  /** From this many classes on, rows come class by class. */
  manyClasses?: number;
  /** Called between blocks. */
  turn?: Turn;
}

/**
 * Features as rows. Many rows on tfjs-node stay there: its slices share memory and its operations have both cores. Elsewhere,
 * and for few rows, they come to the host once, where sums are float64.
 */
export async function labelledRows(
  features: Tensor,
  labels: Int32Array,
  classes: number,
  turn?: Turn,
): Promise<LabelledRows> {
  if (getBackend() === 'tensorflow' && features.size > BLOCK_VALUES && classes < MANY_CLASSES) {
    return backendRows(features, labels, classes, { turn });
  }
  return hostRows(await features.data(), labels, classes, { turn });
}

/** The blocks of n rows of d values, of at most so many values each, or of one row. */
export function* blocks(n: number, d: number, values = BLOCK_VALUES): Generator<{ start: number; end: number }> {
  const most = Math.max(1, Math.floor(values / d));
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

/** N_c [C]. */
export function countLabels(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}
