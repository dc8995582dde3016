import {
  cast,
  clone,
  dispose,
  div,
  gather,
  keep,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  tensor1d,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { rowNorms } from '../../tfjs/rowNorms.js';
import type { ClassStatistics } from '../value/types.js';
import { blocks, type LabelledRows, type RowBlock } from './blocks.js';
import { countLabels } from './byLabel.js';
import { centring } from './centring.js';
import { hostRows } from './hostRows.js';
import { LIMITS, type RowOptions } from './limits.js';
import { fastestOrigin, isNear, meansAbout, type Origin, roundedOrigin, statisticsAbout } from './origin.js';
import { addRows, firstAndLast, runsOf } from './runs.js';

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
  const { block: blockValues, slice: sliceValues, run, kept: mostKept, twice, turn } = { ...LIMITS, ...options };
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
  /** Rows about an origin that a pass has made, block by block, for the next pass. */
  let made: { origin: Origin; blocks: Tensor2D[] } | undefined;
  let rows: LabelledRows = { statistics, origin, about, fourthPowers, dispose: forget };
  return {
    statistics: () => rows.statistics(),
    origin: (statistics) => rows.origin(statistics),
    about: (origin, unit) => rows.about(origin, unit),
    fourthPowers: (statistics) => rows.fourthPowers(statistics),
    dispose: () => rows.dispose(),
  };

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
    forget();
    rows = await onHost(); // there the value that is not finite is found, or float64 holds what float32 does not
    return rows.statistics();
  }

  /**
   * The origin of the last pass of the statistics is near, so the rows of that pass serve again, unless zero is near. A
   * mean that is rounded to float32 moves by less than the spacing of the rows around it, which are float32 themselves:
   * it is still near a row, or their difference is exact.
   */
  function origin(statistics: ClassStatistics): Origin {
    const fastest = fastestOrigin(statistics);
    return made?.origin.kind === fastest.kind ? made.origin : roundedOrigin(fastest);
  }

  /**
   * The difference between the means and a near origin is of the size of a residual, so float32 may subtract it from
   * rows that lack the origin already. Norms are float32, their fourth powers float64. Where float32 does not hold the
   * squares of residuals, rows are read on the host.
   */
  async function fourthPowers(statistics: ClassStatistics): Promise<Float64Array> {
    const sums = new Float64Array(classes);
    if (isHeld(statistics)) {
      const near = origin(statistics);
      const made = near.kind === 'zero' ? aboutMeans(statistics) : near;
      const rest = centring({ kind: 'byClass', values: meansAbout(made, statistics).map(Math.fround) }, d);
      try {
        for (const { rows: count, labels: members, values } of about(made)) {
          await turn?.();
          const [norms] = await readAll(() => [rowNorms(rest.apply(values(), tensor1d(members, 'int32')))]); // [rows]
          for (let i = 0; i < count; i++) sums[members[i]] += norms[i] ** 4;
        }
      } finally {
        rest.dispose();
      }
      if (sums.every(Number.isFinite)) return sums;
    }
    return (await onHost()).fourthPowers(statistics);
  }

  function forget(): void {
    dispose(made?.blocks ?? []);
    made = undefined;
  }

  async function pass(origin: Origin): Promise<ClassStatistics> {
    forget();
    if (twice && origin.kind !== 'zero' && n * d <= mostKept) made = { origin, blocks: [] };
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
    const ready = made?.origin === origin ? made.blocks : undefined;
    try {
      for (const [k, { start, end }] of [...blocks(n, Math.max(d, classes), size)].entries()) {
        const members = labels.subarray(start, end);
        const make = () => centre.apply(rowsOf(start, end - start), tensor1d(members, 'int32'));
        const values = () => {
          if (ready && !ready[k]) ready[k] = keep(make());
          const centred = ready ? clone(ready[k]) : make();
          return unit === 1 ? centred : div<Tensor2D>(centred, unit);
        };
        yield { rows: end - start, labels: members, values };
      }
    } finally {
      centre.dispose();
    }
  }
}

/** The class means as an origin, as float32 holds them. */
function aboutMeans({ means }: ClassStatistics): Origin {
  return roundedOrigin({ kind: 'byClass', values: means });
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
