import {
  add,
  addN,
  cast,
  dispose,
  div,
  gather,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { rowNorms } from '../../tfjs/rowNorms.js';
import type { ClassStatistics } from '../value/types.js';
import { blocks, type LabelledRows, type RowBlock } from './blocks.js';
import { countLabels } from './byLabel.js';
import { hostRows } from './hostRows.js';
import { LIMITS, type RowOptions } from './limits.js';
import { fastestOrigin, isNear, type Origin, roundedOrigin, statisticsAbout } from './origin.js';

/**
 * Sizes of features and residuals whose squares and sums of squares are well within the range of float32. All others
 * are read on the host.
 */
const SAFE = { least: 1e-12, most: 1e12 };

/**
 * Rows that stay on the backend. An origin is subtracted from each row in float32 before anything is added or squared,
 * and blocks are added up in float64. Where the origin proves to be far from a class mean, the rows are read again with
 * a nearer one, so that what is rounded is of the size of a residual.
 */
export async function backendRows(
  features: Tensor,
  labels: Int32Array,
  classes: number,
  options: RowOptions = {},
): Promise<LabelledRows> {
  const { block: blockValues, slice: sliceValues, run, turn } = { ...LIMITS, ...options };
  const n = labels.length;
  const d = features.size / n;
  const onHost = async () => hostRows(await features.data(), labels, classes, options);
  const ends = firstAndLast(labels, classes);
  const members = ends.map((row) => labels[row]);
  const [few] = await readAll(() => [gather(rowsOf(0, n), tensor1d(ends, 'int32'))]); // [2 C, d]
  const largest = new Float64Array(classes); // the largest value of each class
  for (const [at, value] of few.entries()) {
    const c = members[Math.floor(at / d)];
    largest[c] = Math.max(largest[c], Math.abs(value));
  }
  if (!largest.every((value) => value === 0 || (value > SAFE.least && value < SAFE.most))) return onHost();
  let rows: LabelledRows = { statistics, about };
  return { statistics: () => rows.statistics(), about: (origin, unit) => rows.about(origin, unit) };

  /** The rows from `start` to `start + count - 1`, [count, d]. */
  function rowsOf(start: number, count: number): Tensor2D {
    return cast(slice(reshape(features, [n, d]) as Tensor2D, [start, 0], [count, d]), 'float32');
  }

  /**
   * Tries one origin after the other until one is near: that which two rows of each class suggest, the means of these
   * rows, and the means that were found with it.
   */
  async function statistics(): Promise<ClassStatistics> {
    const guess = await hostRows(few, members, classes).statistics();
    let found = guess;
    const fastest = roundedOrigin(fastestOrigin(guess));
    for (const origin of fastest.kind === 'byClass' ? [fastest] : [fastest, aboutMeans(guess)]) {
      found = await pass(origin);
      if (!isHeld(found)) break;
      if (isNear(origin, found)) return found;
    }
    if (isHeld(found)) found = await pass(aboutMeans(found));
    if (isHeld(found)) return found;
    rows = await onHost(); // there the value that is not finite is found, or float64 holds what float32 does not
    return rows.statistics();
  }

  async function pass(origin: Origin): Promise<ClassStatistics> {
    const sums = new Float64Array(classes * d);
    const squares = new Float64Array(classes);
    for (const { rows: count, labels: members, values } of about(origin)) {
      await turn?.();
      const { runs, classOf } = runsOf(members, classes, run);
      const [sumsOfRuns, norms] = await readAll(() => {
        const block = values();
        // [runs, d], [rows]
        return [unsortedSegmentSum(block, tensor1d(runs, 'int32'), classOf.length), rowNorms(block)];
      });
      addRows(sums, sumsOfRuns, classOf, d);
      for (let i = 0; i < count; i++) squares[members[i]] += norms[i] * norms[i];
    }
    return statisticsAbout(origin, sums, squares, countLabels(labels, classes));
  }

  /**
   * Each row minus its origin, divided by `unit`. Blocks are larger where nothing is subtracted, since a block is then
   * a slice.
   */
  function* about(origin: Origin, unit = 1): Generator<RowBlock> {
    const size = origin.kind === 'zero' ? sliceValues : blockValues;
    const centre = centring(origin, d);
    try {
      for (const { start, end } of blocks(n, Math.max(d, classes), size)) {
        const members = labels.subarray(start, end);
        const values = () => {
          const centred = centre.apply(rowsOf(start, end - start), tensor1d(members, 'int32'));
          return unit === 1 ? centred : div<Tensor2D>(centred, unit);
        };
        yield { rows: end - start, labels: members, values };
      }
    } finally {
      centre.dispose();
    }
  }
}

/** Adds each row of values [, d] to the sums [C, d] of its class. */
function addRows(sums: Float64Array, values: Float32Array, classOf: readonly number[], d: number): void {
  for (let row = 0; row < classOf.length; row++) {
    const to = classOf[row] * d;
    for (let j = 0; j < d; j++) sums[to + j] += values[row * d + j];
  }
}

/** The class means as an origin, as float32 holds them. */
function aboutMeans({ means }: ClassStatistics): Origin {
  return roundedOrigin({ kind: 'byClass', values: means });
}

/** Subtracts an origin from rows [rows, d]: first the origin as float32 holds it, then what that leaves of it. */
function centring(origin: Origin, d: number) {
  if (origin.kind === 'zero') return { apply: (rows: Tensor2D) => rows, dispose: () => {} };
  const high = origin.values.map((value) => -Math.fround(value));
  const low = origin.values.map((value, at) => -value - high[at]);
  const terms = [high, low]
    .filter((term) => term.some((value) => value !== 0))
    .map((term) => tensor2d(Float32Array.from(term), [term.length / d, d]));
  return {
    apply(rows: Tensor2D, labels: Tensor1D): Tensor2D {
      if (terms.length === 0) return rows;
      if (origin.kind === 'common') return terms.reduce((left, term) => add(left, term), rows);
      return addN([rows, ...terms.map((term) => gather(term, labels))]);
    },
    dispose: () => dispose(terms),
  };
}

/**
 * Cuts the rows of each class into runs of up to `length` rows. It returns the run of each row, and the class of each
 * run.
 */
function runsOf(labels: Int32Array, classes: number, length: number): { runs: Int32Array; classOf: number[] } {
  const current = new Int32Array(classes).fill(-1);
  const filled = new Int32Array(classes);
  const classOf: number[] = [];
  const runs = labels.map((label) => {
    if (filled[label]++ % length === 0) current[label] = classOf.push(label) - 1;
    return current[label];
  });
  return { runs, classOf };
}

/** Indices of the first and the last row of each class that has any. */
function firstAndLast(labels: Int32Array, classes: number): Int32Array {
  const first = new Int32Array(classes).fill(-1);
  const last = new Int32Array(classes).fill(-1);
  for (let row = 0; row < labels.length; row++) {
    if (first[labels[row]] < 0) first[labels[row]] = row;
    last[labels[row]] = row;
  }
  return Int32Array.from([...first, ...last].filter((row) => row >= 0));
}

/**
 * Whether float32 held every value and square: all are finite, and no class of several rows spreads so little that its
 * squares vanish.
 */
function isHeld({ counts, means, squaredDeviations }: ClassStatistics): boolean {
  return (
    means.every(Number.isFinite) &&
    squaredDeviations.every((sum, c) => Number.isFinite(sum) && (counts[c] < 2 || sum > counts[c] * SAFE.least ** 2))
  );
}
