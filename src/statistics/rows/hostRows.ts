import { tensor2d } from '@tensorflow/tfjs-core';
import { firstNonFinite, refuseNonFinite } from '../../input/finite.js';
import type { ClassStatistics } from '../value/types.js';
import { blocks, type LabelledRows, type RowBlock } from './blocks.js';
import { countLabels, orderByLabel } from './byLabel.js';
import { LIMITS, type RowOptions } from './limits.js';
import { fastestOrigin, type Origin, placeOf, statisticsAbout } from './origin.js';

/** Rows whose values [n, d] are on the host. Every sum is float64. */
export function hostRows(
  values: ArrayLike<number>,
  labels: Int32Array,
  classes: number,
  { block: blockValues = LIMITS.block, manyClasses = LIMITS.manyClasses, turn }: RowOptions = {},
): LabelledRows {
  const n = labels.length;
  const d = values.length / n;
  return { statistics, origin: fastestOrigin, about, fourthPowers, dispose: () => {} };

  /**
   * Adds up each row minus the first row of its class. A common offset then costs no digits, and a class that is one
   * point has exactly that point as its mean and no deviation.
   */
  async function statistics(): Promise<ClassStatistics> {
    const counts = countLabels(labels, classes);
    const origin = new Float64Array(classes * d);
    const sums = new Float64Array(classes * d);
    const squares = new Float64Array(classes);
    const seen = new Uint8Array(classes);
    for (const { start, end } of blocks(n, d, blockValues)) {
      await turn?.();
      for (let i = start; i < end; i++) {
        const c = labels[i];
        if (!seen[c]) for (let j = 0; j < d; j++) origin[c * d + j] = values[i * d + j];
        seen[c] = 1;
        squares[c] += addDifferences(values, i * d, origin, sums, c * d, d);
      }
    }
    if (!sums.every(Number.isFinite)) {
      const bad = firstNonFinite(values); // the sums are finite if every value is
      refuseNonFinite(values[bad], Math.floor(bad / d), bad % d);
    }
    return statisticsAbout({ kind: 'byClass', values: origin }, sums, squares, counts);
  }

  /** The fourth power of a float32 residual is within the range of float64, however large or small the features are. */
  async function fourthPowers({ means }: ClassStatistics): Promise<Float64Array> {
    const sums = new Float64Array(classes);
    for (const { start, end } of blocks(n, d, blockValues)) {
      await turn?.();
      for (let i = start; i < end; i++) sums[labels[i]] += squaredResidual(values, i * d, means, labels[i] * d, d) ** 2;
    }
    return sums;
  }

  /** Each row minus its origin, divided by `unit`. From `manyClasses` on rows are ordered class by class. */
  function* about(origin: Origin, unit = 1): Generator<RowBlock> {
    const order = classes < manyClasses ? undefined : orderByLabel(labels, classes);
    const ready = origin.kind === 'zero' && unit === 1 && !order;
    const asTheyAre = ready && values instanceof Float32Array ? values : undefined;
    const buffer = asTheyAre ?? new Float32Array(Math.min(n * d, blockValues + d));
    // A block has so few rows that their products with all classes fit into a block, too.
    for (const { start, end } of blocks(n, Math.max(d, classes), blockValues)) {
      const rows = end - start;
      const members = order?.subarray(start, end);
      const blockLabels = members ? members.map((row) => labels[row]) : labels.subarray(start, end);
      const block = asTheyAre ? buffer.subarray(start * d, end * d) : buffer.subarray(0, rows * d);
      for (let i = 0; i < rows && !asTheyAre; i++) {
        const from = (members ? members[i] : start + i) * d;
        writeDifferences(values, from, origin, placeOf(origin, blockLabels[i], d), 1 / unit, block, i * d, d);
      }
      yield { rows, labels: blockLabels, values: () => tensor2d(block, [rows, d]) };
    }
  }
}

/**
 * Adds a row minus the origin of its class to the sums of its class, and returns the square of the difference. Squares
 * are added up in two sums, since each addition to a single one would have to wait for the last.
 */
function addDifferences(
  values: ArrayLike<number>,
  from: number,
  origin: Float64Array,
  sums: Float64Array,
  to: number,
  d: number,
): number {
  let [s, t] = [0, 0];
  const whole = d - (d % 2);
  for (let j = 0; j < whole; j += 2) {
    const a = values[from + j] - origin[to + j];
    const b = values[from + j + 1] - origin[to + j + 1];
    sums[to + j] += a;
    sums[to + j + 1] += b;
    s += a * a;
    t += b * b;
  }
  if (whole < d) {
    const a = values[from + whole] - origin[to + whole];
    sums[to + whole] += a;
    s += a * a;
  }
  return s + t;
}

/** The square of a row minus the mean of its class, in two sums as above. */
function squaredResidual(values: ArrayLike<number>, from: number, means: Float64Array, at: number, d: number): number {
  let [s, t] = [0, 0];
  const whole = d - (d % 2);
  for (let j = 0; j < whole; j += 2) {
    const a = values[from + j] - means[at + j];
    const b = values[from + j + 1] - means[at + j + 1];
    s += a * a;
    t += b * b;
  }
  if (whole < d) s += (values[from + whole] - means[at + whole]) ** 2;
  return s + t;
}

/**
 * Writes a row minus its origin, times a factor. The difference is float64, so that it is within range whatever the
 * row.
 */
function writeDifferences(
  values: ArrayLike<number>,
  from: number,
  origin: Origin,
  at: number,
  factor: number,
  block: Float32Array,
  to: number,
  d: number,
): void {
  if (origin.kind === 'zero') for (let j = 0; j < d; j++) block[to + j] = values[from + j] * factor;
  else for (let j = 0; j < d; j++) block[to + j] = (values[from + j] - origin.values[at + j]) * factor;
}
