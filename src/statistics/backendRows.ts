import {
  addN,
  dispose,
  gather,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { dot } from '../internal/linearAlgebra.js';
import type { ClassMeans } from './classStatistics.js';
import { hostRows } from './hostRows.js';
import { blocks, countLabels, firstRows, type LabelledRows, meansAbout, type ResidualBlock } from './rows.js';

/** Features whose squares and sums of squares float32 holds with room to spare. */
const SAFE = { least: 1e-12, most: 1e12 };

/**
 * Rows that stay on the backend. Both passes centre each row by its own class in float32 before anything is added or squared,
 * and add up blocks in float64: what is rounded is of the size of a residual, never of the features' offset.
 */
export async function backendRows(
  where: string,
  features: Tensor,
  labels: Int32Array,
  classes: number,
): Promise<LabelledRows> {
  const n = labels.length;
  const d = features.size / n;
  const onHost = async () => hostRows(where, await features.data(), labels, classes);
  const first = firstRows(labels, classes).map((row) => Math.max(0, row));
  const origins = await read(() => gather(rowsOf(0, n), tensor1d(first, 'int32'))); // [C, d]
  const largest = origins.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest > SAFE.least && largest < SAFE.most)) return onHost();
  let rows: LabelledRows = { means, residuals };
  return { means: () => rows.means(), residuals: (centres) => rows.residuals(centres) };

  /** Rows `start` to `start + count` - 1, [count, d]. */
  function rowsOf(start: number, count: number): Tensor2D {
    return slice(reshape(features, [n, d]) as Tensor2D, [start, 0], [count, d]);
  }

  /** mu_c = origin + (1 / N_c) sum (h - origin), origin the first row of the class. */
  async function means(): Promise<ClassMeans> {
    const counts = countLabels(labels, classes);
    const sums = new Float64Array(classes * d);
    const centres = tensor2d(origins, [classes, d]);
    try {
      // Blocks of several rows a class, since each gives C rows of sums.
      for (const { start, end } of blocks(n, d, 4 * sums.length)) {
        const values = await read(() => {
          const ids = tensor1d(labels.subarray(start, end), 'int32');
          return unsortedSegmentSum(sub(rowsOf(start, end - start), gather(centres, ids)), ids, classes); // [C, d]
        });
        for (let at = 0; at < sums.length; at++) sums[at] += values[at];
      }
    } finally {
      centres.dispose();
    }
    if (!sums.every(Number.isFinite)) {
      rows = await onHost(); // it finds the value that is not finite, or holds what float32 does not
      return rows.means();
    }
    return meansAbout(origins, sums, counts);
  }

  async function* residuals({ means }: ClassMeans): AsyncGenerator<ResidualBlock> {
    // A mean is float64: what float32 leaves of it is taken off too.
    const high = Float32Array.from(means, (mean) => -mean);
    const low = Float32Array.from(means, (mean, at) => -mean - high[at]);
    const centres = [high, low].map((values) => tensor2d(values, [classes, d]));
    const held: Tensor[] = [];
    try {
      for (const { start, end } of blocks(n, d)) {
        const blockLabels = labels.subarray(start, end);
        const [residual, squares] = tidy(() => {
          const ids = tensor1d(blockLabels, 'int32');
          const values = addN([
            rowsOf(start, end - start),
            ...centres.map((centre) => gather(centre, ids)),
          ]) as Tensor2D;
          return [values, sum(square(values), 1)]; // [rows, d], [rows]
        });
        held.push(residual, squares);
        yield {
          rows: end - start,
          labels: blockLabels,
          squares: await finiteSquares((await squares.data()) as Float32Array, residual),
          residuals: () => residual as Tensor2D,
        };
        dispose(held.splice(0));
      }
    } finally {
      dispose([...centres, ...held]);
    }
  }
}

/** ||r||^2 [rows]; in float64 where one is beyond float32. */
async function finiteSquares(squares: Float32Array, residuals: Tensor): Promise<ArrayLike<number>> {
  if (squares.every(Number.isFinite)) return squares;
  const values = await residuals.data();
  const d = values.length / squares.length;
  return Float64Array.from(squares, (_, i) => dot(values, values, d, i * d, i * d));
}

/** The values of a tensor made by `work`. */
async function read(work: () => Tensor): Promise<Float32Array> {
  const tensor = tidy(work);
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}
