import type { Turn } from '../../input/turns.js';

/**
 * The sizes at which rows are read in another way, stated in one place:
 *
 * - A block has at most `block` values, or `slice` where it shares the memory of the features.
 * - Below `manyClasses` classes rows are read in the order of the features, and tables of C x C values are kept. From
 * there on they are read class by class, so that nothing of size C x C is needed.
 * - Products of up to `host` multiplications are float64 on the host; larger ones are float32 on the backend.
 */
export interface RowLimits {
  /** The most values of a block. */
  block: number;
  /** The most values of a block that shares the memory of the features. */
  slice: number;
  /** The most values of rows minus an origin that are kept for a second pass. */
  kept: number;
  /** The most rows that are added up in float32. The sums of such runs are added up in float64. */
  run: number;
  /** The least number of classes at which rows are read class by class, and no table of C x C values is kept. */
  manyClasses: number;
  /** The most multiplications for which the host, which is exact, is as fast as a backend. */
  host: number;
}

/** The limits that hold unless a test lowers them. */
export const LIMITS: RowLimits = {
  // 8 MB in float32: the fastest of sizes from 1 to 32 MB.
  block: 2 ** 21,
  // 32 MB: products of fewer rows are slower.
  slice: 2 ** 23,
  // 128 MB, and no more than the features.
  kept: 2 ** 25,
  run: 64,
  // Tables of up to 4,096 x 4,096 values, 128 MB each.
  manyClasses: 4097,
  host: 2 ** 22,
};

/** How rows are read: limits that differ from {@link LIMITS}, and what is called between blocks. */
export interface RowOptions extends Partial<RowLimits> {
  /** Whether the rows are read again after their statistics, and disposed of in the end. */
  twice?: boolean;
  /** A function that is awaited between blocks, so that the page gets its turn. */
  turn?: Turn;
}
