import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { dot, transpose } from '../../numeric/linearAlgebra.js';
import type { Origin } from '../../statistics/rows/origin.js';
import type { ClassMeans } from '../../statistics/value/types.js';
import type { MeanSpan } from '../means/meanSpan.js';

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
