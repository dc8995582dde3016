/** Triangular factors and solutions in float64, row-major. */
import { subtractProduct } from './kernels.js';
import { dot, transpose } from './linearAlgebra.js';

/** The Cholesky factor L [size, size] of a positive definite matrix A = L L^T, lower triangular. */
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

/** The number of rows that are solved one by one after those before them were subtracted in one product. */
const BLOCK = 16;

/** Solves L X = B for X, which replaces B [size, columns]. L [size, size] is lower triangular. */
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

/** Solves L^T X = B for X, which replaces B [size, columns]. L [size, size] is lower triangular. */
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

/** A copy of the rows from `top` up to `bottom` and the columns from `left` up to `right`, ends excluded. */
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
