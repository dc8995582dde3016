import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { dot, transpose } from '../../numeric/linearAlgebra.js';
import { centredMeansOf, globalMeanOf } from '../../statistics/classMeans.js';
import { LIMITS } from '../../statistics/rows/limits.js';
import type { Origin } from '../../statistics/rows/origin.js';
import type { ClassMeans } from '../../statistics/types.js';
import type { ClassifierValues } from '../classifier.js';
import type { MeanSpan } from '../meanSpan.js';

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

/** Matrices of as many columns one above the other. */
export function concatenated(upper: Float64Array, lower: Float64Array): Float64Array {
  const both = new Float64Array(upper.length + lower.length);
  both.set(upper);
  both.set(lower, upper.length);
  return both;
}

/** A matrix of `columns` columns, transposed, on the backend: [columns, height]. Made once: WebAssembly multiplies transposed operands many times slower. */
export function transposed(columns: number, matrix: Float64Array): Tensor2D {
  const height = matrix.length / columns;
  return tensor2d(Float32Array.from(transpose(matrix, height, columns)), [columns, height]);
}

/**
 * y -> Q (mu_y - o_y) / unit [width]: what a product with (h - o_y) / unit has too much. It is (T + Q (mu_G - o))_y, T the coordinates of
 * the centred means; nothing, where rows are about their own means.
 */
export function shifts(
  { dimension: d }: ClassMeans,
  { basis, width, coordinates, centre }: MeanSpan,
  origin: Origin,
  unit: number,
) {
  const shift = new Float64Array(width);
  if (origin.kind === 'byClass') return () => shift;
  const toCentre = origin.kind === 'zero' ? centre : centre.map((value, j) => value - origin.values[j]);
  const common = Float64Array.from({ length: width }, (_, k) => dot(basis, toCentre, d, k * d));
  return (y: number) => {
    for (let k = 0; k < width; k++) shift[k] = (coordinates[y * width + k] + common[k]) / unit;
    return shift;
  };
}

/** How W (h - o) comes: of W divided by the scale of `factor`, and rows divided by `unit`. */
interface LogitScale {
  factor: Factor;
  unit: number;
  manyClasses?: number;
}

/**
 * Of the labels of a block, y -> W o_y + b [C], divided by the scale of W and by `unit`. About class means it is (W mu_G + b) + W (mu_y - mu_G), so
 * that a common offset does not eat the digits in which classes differ: a product of the backend, of all classes while C x C is
 * small, else of those of the block, which come in order.
 *
 * @param transposedW [d, C], on the backend; called in a tidy
 */
export function logitsAtOrigins(
  means: ClassMeans,
  { bias }: ClassifierValues,
  origin: Origin,
  { factor: w, unit, manyClasses = LIMITS.manyClasses }: LogitScale,
  transposedW: () => Tensor2D,
) {
  const { classes, dimension: d } = means;
  const shared = origin.kind === 'common' ? origin.values : origin.kind === 'zero' ? undefined : globalMeanOf(means);
  const common = bias.map((b, c) => ((shared ? dot(w.values, shared, d, c * d) : 0) + b / w.scale) / unit);
  if (origin.kind !== 'byClass') return async () => () => common;
  const centred = scaled(centredMeansOf(means)); // [C, d]
  let [first, last] = [0, -1];
  let table = new Float64Array(0); // [last - first + 1, C]
  return async (labels: Int32Array) => {
    const [low, high] = classes < manyClasses ? [0, classes - 1] : [labels[0], labels[labels.length - 1]];
    if (low !== first || high !== last) {
      const some = Float32Array.from(centred.values.subarray(low * d, (high + 1) * d));
      const [product] = await readAll(() => [matMul(tensor2d(some, [some.length / d, d]), transposedW())]);
      table = new Float64Array(product.length);
      for (let at = 0; at < table.length; at += classes) {
        for (let c = 0; c < classes; c++) table[at + c] = (product[at + c] * centred.scale) / unit + common[c];
      }
      [first, last] = [low, high];
    }
    return (y: number) => table.subarray((y - first) * classes, (y - first + 1) * classes);
  };
}
