/**
 * Triangular factors and solutions in float64, row-major. TensorFlow.js has float32 only, and no factorisation that reveals rank.
 */
import { subtractProduct } from './kernels.js';
import { dot, transpose } from './linearAlgebra.js';

/** Lower triangular factor L of a positive definite A [size, size] = L L^T (Cholesky). */
export function choleskyFactor(a: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = a[i * size + j] - dot(lower, lower, j, i * size, j * size);
      lower[i * size + j] = i === j ? Math.sqrt(rest) : rest / lower[j * size + j];
    }
  }
  return lower;
}

/** Rows that are solved one by one, after the product of all that are known is off. */
const BLOCK = 16;

/** X of L X = B in place of B [size, columns], L [size, size] lower triangular. */
export function solveLower(lower: Float64Array, size: number, b: Float64Array, columns: number): Float64Array {
  for (let start = 0; start < size; start += BLOCK) {
    const end = Math.min(size, start + BLOCK);
    const factors = part(lower, size, start, end, 0, start);
    subtractProduct(b.subarray(start * columns, end * columns), factors, b.subarray(0, start * columns), columns);
    for (let k = start; k < end; k++) {
      for (let m = start; m < k; m++) subtractMultiple(b, k * columns, lower[k * size + m], m * columns, columns);
      for (let j = k * columns; j < (k + 1) * columns; j++) b[j] /= lower[k * size + k];
    }
  }
  return b;
}

/** X of L^T X = B in place of B [size, columns], L [size, size] lower triangular. */
export function solveLowerTransposed(
  lower: Float64Array,
  size: number,
  b: Float64Array,
  columns: number,
): Float64Array {
  const upper = transpose(lower, size, size);
  for (let end = size; end > 0; end -= Math.min(end, BLOCK)) {
    const start = Math.max(0, end - BLOCK);
    const factors = part(upper, size, start, end, end, size);
    subtractProduct(b.subarray(start * columns, end * columns), factors, b.subarray(end * columns), columns);
    for (let k = end - 1; k >= start; k--) {
      for (let m = k + 1; m < end; m++) subtractMultiple(b, k * columns, upper[k * size + m], m * columns, columns);
      for (let j = k * columns; j < (k + 1) * columns; j++) b[j] /= upper[k * size + k];
    }
  }
  return b;
}

/** Rows `top` to `bottom` and columns `left` to `right` of a matrix [, stride]; the ends left out. */
function part(
  matrix: Float64Array,
  stride: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
): Float64Array {
  const width = right - left;
  const result = new Float64Array((bottom - top) * width);
  for (let i = top; i < bottom; i++) {
    result.set(matrix.subarray(i * stride + left, i * stride + right), (i - top) * width);
  }
  return result;
}

/** b[target ..] -= factor b[source ..], `length` values. */
function subtractMultiple(b: Float64Array, target: number, factor: number, source: number, length: number): void {
  for (let j = 0; j < length; j++) b[target + j] -= factor * b[source + j];
}
