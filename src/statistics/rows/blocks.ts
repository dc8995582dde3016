import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { ClassStatistics } from '../value/types.js';
import type { Origin } from './origin.js';

/** Labelled features [n, ...], read as rows of d values. */
export interface LabelledRows {
  /** Counts, means and squared deviations of each class, from one pass. A value that is not finite is refused. */
  readonly statistics: () => Promise<ClassStatistics>;
  /** The fastest origin for a pass after the statistics, which are those of all these rows. */
  readonly origin: (statistics: ClassStatistics) => Origin;
  /**
   * Rows minus an origin, in blocks: (h - o_y) / unit, where `unit` is 1 or a power of two that keeps them within
   * float32's range.
   */
  readonly about: (origin: Origin, unit?: number) => Iterable<RowBlock>;
  /** The sum of ||h - mu_y||^4 over the rows of each class, [C], with the means of statistics of these or more. */
  readonly fourthPowers: (statistics: ClassStatistics) => Promise<Float64Array>;
  /** Frees what is kept for another pass; not the features. */
  readonly dispose: () => void;
}

/** Some rows minus an origin. */
export interface RowBlock {
  /** Number of rows in the block. */
  readonly rows: number;
  /** The class of each row, [rows]. */
  readonly labels: Int32Array;
  /** Makes (h - o_y) / unit [rows, d], float32, rounded after the difference. It is called in a tidy. */
  readonly values: () => Tensor2D;
}

/** Cuts n rows of d values into blocks of at most `values` values, or of one row. */
export function* blocks(n: number, d: number, values: number): Generator<{ start: number; end: number }> {
  const most = Math.max(1, Math.floor(values / d));
  for (let start = 0; start < n; start += most) yield { start, end: Math.min(n, start + most) };
}
