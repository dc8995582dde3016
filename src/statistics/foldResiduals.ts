import type { Tensor } from '@tensorflow/tfjs-core';
import { refuseNonFinite } from '../internal/read.js';
import { orderByLabel, rowBlocks } from '../internal/rowBlocks.js';
import type { ClassStatistics } from './classStatistics.js';

/** Rows of some classes, centred near their class means. */
export interface ResidualBlock {
  /** h - centre_y, [rows, d], row-major, rounded to float32 after centring; the receiver may keep it. */
  readonly residuals: Float32Array;
  readonly rows: number;
  /** Class of each row, length rows; equal ones are together. */
  readonly labels: Int32Array;
}

/**
 * Class statistics in one pass over the features, class by class, handing on the residuals on the way.
 *
 * The centre of a class is its mean over the first block that holds it, in float64: near enough to the mean of all
 * (and equal to it where one block holds all) that nothing cancels when the sums are moved there at the end,
 *
 *   mu = centre + sum r / N_c,   sum ||h - mu||^2 = sum ||r||^2 - ||sum r||^2 / N_c,   r = h - centre.
 *
 * @returns the statistics, and `shifts` = mu - centre [C, d], by which the residuals are still off
 */
export async function foldResiduals(
  where: string,
  features: Tensor,
  d: number,
  labels: Int32Array,
  classes: number,
  onBlock?: (block: ResidualBlock) => unknown,
): Promise<{ statistics: ClassStatistics; shifts: Float64Array }> {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  const order = orderByLabel(labels, counts);
  const centres = new Float64Array(classes * d);
  const shifts = new Float64Array(classes * d); // sums of residuals until the end
  const squaredDeviations = new Float64Array(classes);
  let open = -1; // the class whose centre is known, and whose rows go on
  for await (const { values, start, rows } of rowBlocks(features, d, order)) {
    const sorted = Int32Array.from({ length: rows }, (_, i) => labels[order[start + i]]);
    const residuals = onBlock && new Float32Array(rows * d);
    for (let row = 0; row < rows; ) {
      const c = sorted[row];
      let end = row + 1;
      while (end < rows && sorted[end] === c) end++;
      const centre = centres.subarray(c * d, (c + 1) * d);
      if (c !== open) {
        meanOfRows(values, row, end, centre);
        for (let j = 0; j < d; j++) {
          // A sum is finite if all its terms are; the place is only looked for where it is not.
          if (!Number.isFinite(centre[j])) refuseFirst(where, values, d, order.subarray(start, start + rows));
        }
        open = c;
      }
      squaredDeviations[c] += centreRows(values, row, end, centre, shifts.subarray(c * d, (c + 1) * d), residuals);
      if (!Number.isFinite(squaredDeviations[c])) refuseFirst(where, values, d, order.subarray(start, start + rows));
      row = end;
    }
    if (residuals) await onBlock({ residuals, rows, labels: sorted });
  }
  const means = new Float64Array(classes * d);
  for (let c = 0; c < classes; c++) {
    if (counts[c] === 0) continue;
    let squaredShift = 0;
    for (let j = c * d; j < (c + 1) * d; j++) {
      shifts[j] /= counts[c];
      means[j] = centres[j] + shifts[j];
      squaredShift += shifts[j] * shifts[j];
    }
    squaredDeviations[c] = Math.max(0, squaredDeviations[c] - counts[c] * squaredShift);
  }
  return { statistics: { classes, dimension: d, counts, means, squaredDeviations }, shifts };
}

/** Mean of rows `row` to `end` - 1 into `mean` [d]. */
function meanOfRows(values: ArrayLike<number>, row: number, end: number, mean: Float64Array): void {
  const d = mean.length;
  for (let at = row * d; at < end * d; at += d) for (let j = 0; j < d; j++) mean[j] += values[at + j];
  for (let j = 0; j < d; j++) mean[j] /= end - row;
}

/** The hot loop: residuals of rows `row` to `end` - 1, added to `sums` [d]; returns the sum of their squares. */
function centreRows(
  values: ArrayLike<number>,
  row: number,
  end: number,
  centre: Float64Array,
  sums: Float64Array,
  residuals: Float32Array | undefined,
): number {
  const d = centre.length;
  let squares = 0;
  for (let at = row * d; at < end * d; at += d) {
    for (let j = 0; j < d; j++) {
      const residual = values[at + j] - centre[j];
      sums[j] += residual;
      squares += residual * residual;
      if (residuals) residuals[at + j] = residual;
    }
  }
  return squares;
}

/** Refuses the first value of the block that is not finite; returns where there is none (an overflow of the squares). */
function refuseFirst(where: string, values: ArrayLike<number>, d: number, order: Int32Array): void {
  for (let at = 0; at < order.length * d; at++) {
    if (!Number.isFinite(values[at])) refuseNonFinite(where, values[at], order[Math.floor(at / d)], at % d);
  }
}
