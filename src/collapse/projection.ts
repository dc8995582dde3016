import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { readAll } from '../input/read.js';
import { dot, transpose } from '../numeric/linearAlgebra.js';
import { centredClassMeans, globalMean } from '../statistics/classMeans.js';
import type { ClassMeans } from '../statistics/classStatistics.js';
import type { Origin } from '../statistics/origins.js';
import { MANY_CLASSES } from '../statistics/rows.js';
import type { ClassifierValues } from './classifier.js';
import type { MeanSpan } from './meanSpan.js';

/** A matrix that rows are multiplied with: divided by a power of two near its largest value, so that it stays within float32's range. */
export interface Factor {
  /** [height, width], row-major, divided by `scale`. */
  readonly values: Float64Array;
  readonly scale: number;
}

/** Divides a matrix by the power of two next to its largest magnitude, which rounds nothing. */
export function scaled(matrix: Float64Array): Factor {
  let largest = 0;
  for (const value of matrix) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 1 : 2 ** Math.round(Math.log2(largest));
  return { values: matrix.map((value) => value / scale), scale };
}

/**
 * Matrices of `columns` columns one above the other, transposed, on the backend: [columns, height]. Made once: WebAssembly multiplies
 * transposed operands many times slower.
 */
export function transposed(columns: number, ...matrices: Float64Array[]): Tensor2D {
  const stacked = new Float64Array(matrices.reduce((length, matrix) => length + matrix.length, 0));
  let at = 0;
  for (const matrix of matrices) {
    stacked.set(matrix, at);
    at += matrix.length;
  }
  const height = stacked.length / columns;
  return tensor2d(Float32Array.from(transpose(stacked, height, columns)), [columns, height]);
}

/**
 * y -> Q (mu_y - o_y) [rank]: what a product with h - o_y has too much. It is (T + Q (mu_G - o))_y, T the coordinates of the centred
 * means; nothing, where rows are about their own means.
 */
export function shifts({ dimension: d }: ClassMeans, { basis, rank, coordinates, centre }: MeanSpan, origin: Origin) {
  const shift = new Float64Array(rank);
  if (origin.length > d) return () => shift;
  const toCentre = centre.map((value, j) => value - (origin[j] ?? 0));
  const common = Float64Array.from({ length: rank }, (_, k) => dot(basis, toCentre, d, k * d));
  return (y: number) => {
    for (let k = 0; k < rank; k++) shift[k] = coordinates[y * rank + k] + common[k];
    return shift;
  };
}

/**
 * Of the labels of a block, y -> W o_y + b [C], divided by the scale of W. About class means it is (W mu_G + b) + W (mu_y - mu_G), so
 * that a common offset does not eat the digits in which classes differ: a product of the backend, of all classes while C x C is
 * small, else of those of the block, which come in order.
 *
 * @param transposedW [d, C], on the backend; called in a tidy
 */
export function logitsAtOrigins(
  means: ClassMeans,
  { bias }: ClassifierValues,
  origin: Origin,
  w: Factor,
  transposedW: () => Tensor2D,
) {
  const { classes, dimension: d } = means;
  const shared = origin.length > d ? globalMean(means) : origin;
  const common = bias.map((b, c) => dot(w.values, shared, shared.length, c * d) + b / w.scale);
  if (origin.length <= d) return async () => () => common;
  const centred = Float32Array.from(centredClassMeans(means)); // [C, d]
  let [first, last] = [0, -1];
  let table = new Float64Array(0); // [last - first + 1, C]
  return async (labels: Int32Array) => {
    const [low, high] = classes < MANY_CLASSES ? [0, classes - 1] : [labels[0], labels[labels.length - 1]];
    if (low !== first || high !== last) {
      const some = centred.subarray(low * d, (high + 1) * d);
      const [product] = await readAll(() => [matMul(tensor2d(some, [some.length / d, d]), transposedW())]);
      table = Float64Array.from(product);
      for (let at = 0; at < table.length; at += classes) for (let c = 0; c < classes; c++) table[at + c] += common[c];
      [first, last] = [low, high];
    }
    return (y: number) => table.subarray((y - first) * classes, (y - first + 1) * classes);
  };
}
