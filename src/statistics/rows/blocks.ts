import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { ClassStatistics } from '../value/types.js';
import type { Origin } from './origin.js';

/** Labelled features [n, ...], read as rows of d values. */
export interface LabelledRows {
  /** N_c, mu_c and S_c, in one pass. It refuses a value that is not finite. */
  readonly statistics: () => Promise<ClassStatistics>;
  /** (h - o_y) / unit in blocks: rows about an origin, divided by a power of two, which is 1 where float32 has room. */
  readonly about: (origin: Origin, unit?: number) => Iterable<RowBlock>;
}

/** Rows about an origin. */
export interface RowBlock {
  readonly rows: number;
  /** Class of each row, [rows]. */
  readonly labels: Int32Array;
  /** (h - o_y) / unit [rows, d], float32, rounded after the difference. Call it in a tidy. */
  readonly values: () => Tensor2D;
}

/** The blocks of n rows of d values, of at most so many values each, or of one row. */
export function* blocks(n: number, d: number, values: number): Generator<{ start: number; end: number }> {
  const most = Math.max(1, Math.floor(values / d));
  for (let start = 0; start < n; start += most) yield { start, end: Math.min(n, start + most) };
}
