import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
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

/**
 * The difference between Q (h - o_y) / unit and Q (h - mu_y) / unit: y -> Q (mu_y - o_y) / unit [width]. With T the
 * coordinates of the centred means it is row y of T plus Q (mu_G - o), divided by `unit`. It is 0 where the origin of
 * each class is its mean.
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
