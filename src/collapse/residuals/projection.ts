import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { dot, transpose } from '../../numeric/linearAlgebra.js';
import type { Origin } from '../../statistics/rows/origin.js';
import type { ClassMeans } from '../../statistics/value/types.js';
import type { MeanSpan } from '../means/meanSpan.js';

/**
 * A matrix that rows are multiplied by, divided by a power of two near its largest value so that it stays within the
 * range of float32.
 */
export interface Factor {
  /** [height, width], row-major, divided by `scale`. */
  readonly values: Float64Array;
  readonly scale: number;
}

/** Divides a matrix by the power of two nearest to its largest magnitude, which rounds nothing. */
export function scaled(matrix: Float64Array): Factor {
  let largest = 0;
  for (const value of matrix) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 1 : 2 ** Math.round(Math.log2(largest));
  return { values: matrix.map((value) => value / scale), scale };
}

/** One matrix above another that has as many columns. */
export function concatenated(upper: Float64Array, lower: Float64Array): Float64Array {
  const both = new Float64Array(upper.length + lower.length);
  both.set(upper);
  both.set(lower, upper.length);
  return both;
}

/**
 * The transpose of a matrix of `columns` columns on the backend, [columns, height]. It is made once, since WebAssembly
 * multiplies many times slower with an option to transpose.
 */
export function transposed(columns: number, matrix: Float64Array): Tensor2D {
  const height = matrix.length / columns;
  return tensor2d(Float32Array.from(transpose(matrix, height, columns)), [columns, height]);
}

/** What products with origins are divided by, and whether classes are so few that all come at once. */
export interface OriginScale {
  unit: number;
  few: boolean;
}

/**
 * The difference between Q (h - o_y) / unit and Q (h - mu_y) / unit for the classes of a block: y -> Q (mu_y - o_y) /
 * unit [width]. With T the coordinates of the centred means it is row y of T plus Q (mu_G - o), divided by `unit`.
 * Where each class has an origin, mu_y - o_y is of the size of a residual, and the product is one of the backend.
 *
 * @param transposedQ makes Q^T [d, width] on the backend; it is called in a tidy
 */
export function shifts(
  { dimension: d, means }: ClassMeans,
  { basis, width, coordinates, centre }: MeanSpan,
  origin: Origin,
  { unit, few }: OriginScale,
  transposedQ: () => Tensor2D,
): (labels: Int32Array) => Promise<(y: number) => Float64Array> {
  if (origin.kind === 'byClass') {
    const differences = means.map((value, at) => (value - origin.values[at]) / unit);
    if (differences.some((value) => value !== 0)) return productsByClass(differences, d, few, transposedQ);
    const nothing = new Float64Array(width);
    return async () => () => nothing;
  }
  const shift = new Float64Array(width);
  const toCentre = origin.kind === 'zero' ? centre : centre.map((value, j) => value - origin.values[j]);
  const common = Float64Array.from({ length: width }, (_, k) => dot(basis, toCentre, d, k * d));
  return async () => (y) => {
    for (let k = 0; k < width; k++) shift[k] = (coordinates[y * width + k] + common[k]) / unit;
    return shift;
  };
}

/**
 * The row of a product for each class of a block, y -> [width], each value times `scale`, plus that of its column in
 * `plus`. It is a product of the backend, of all classes at once while they are few, otherwise of those of the block,
 * whose rows are in the order of their classes.
 *
 * @param rows a row for each class, [C, d]
 * @param factor makes a matrix [d, width] on the backend; it is called in a tidy
 */
export function productsByClass(
  rows: Float64Array,
  d: number,
  few: boolean,
  factor: () => Tensor2D,
  { scale, plus }: { scale: number; plus?: Float64Array } = { scale: 1 },
): (labels: Int32Array) => Promise<(y: number) => Float64Array> {
  let [first, last, width] = [0, -1, 0];
  let table = new Float64Array(0); // [last - first + 1, width]
  return async (labels) => {
    const [low, high] = few ? [0, rows.length / d - 1] : [labels[0], labels[labels.length - 1]];
    if (low !== first || high !== last) {
      const some = Float32Array.from(rows.subarray(low * d, (high + 1) * d));
      const [product] = await readAll(() => [matMul(tensor2d(some, [high + 1 - low, d]), factor())]);
      [first, last, width] = [low, high, product.length / (high + 1 - low)];
      table = new Float64Array(product.length);
      for (let at = 0; at < table.length; at++) table[at] = product[at] * scale + (plus ? plus[at % width] : 0);
    }
    return (y) => table.subarray((y - first) * width, (y - first + 1) * width);
  };
}
