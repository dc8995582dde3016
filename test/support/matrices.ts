/** Matrices of float64, row-major, by the definitions in plain loops. */

/** A B of A [m, k] and B [k, n]. */
export function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a[Math.floor(at / n) * k + l] * b[l * n + (at % n)];
    return sum;
  });
}

/** The unit matrix. */
export const identity = (size: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));

/**
 * Rank by Gaussian elimination with the largest entry of all as pivot; what is left below 1e-9 of the first pivot is
 * rounding.
 */
export function plainRank(matrix: Float64Array, rows: number, columns: number): number {
  const a = Array.from({ length: rows }, (_, i) => Array.from(matrix.subarray(i * columns, (i + 1) * columns)));
  let first = 0;
  for (let rank = 0; rank < Math.min(rows, columns); rank++) {
    let [pivotRow, pivotColumn] = [rank, rank];
    for (let i = rank; i < rows; i++) {
      for (let j = rank; j < columns; j++) {
        if (Math.abs(a[i][j]) > Math.abs(a[pivotRow][pivotColumn])) [pivotRow, pivotColumn] = [i, j];
      }
    }
    const pivot = Math.abs(a[pivotRow][pivotColumn]);
    if (rank === 0) first = pivot;
    if (pivot <= 1e-9 * first) return rank;
    [a[rank], a[pivotRow]] = [a[pivotRow], a[rank]];
    for (const row of a) [row[rank], row[pivotColumn]] = [row[pivotColumn], row[rank]];
    for (let i = rank + 1; i < rows; i++) {
      const factor = a[i][rank] / a[rank][rank];
      for (let j = rank; j < columns; j++) a[i][j] -= factor * a[rank][j];
    }
  }
  return Math.min(rows, columns);
}

/** Q D Q^T with the eigenvalues D given and Q a product of random reflections, [size, size]. */
export function withEigenvalues(values: ArrayLike<number>, reflections: number, normal: () => number): Float64Array {
  const size = values.length;
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i++) a[i * size + i] = values[i];
  for (let turn = 0; turn < reflections; turn++) {
    const v = Float64Array.from({ length: size }, normal);
    const norm = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < size; i++) v[i] *= Math.SQRT2 / norm; // H = I - v v^T
    const p = new Float64Array(size);
    let half = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) p[i] += a[i * size + j] * v[j];
      half += (p[i] * v[i]) / 2;
    }
    for (let i = 0; i < size; i++) p[i] -= half * v[i];
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) a[i * size + j] -= v[i] * p[j] + p[i] * v[j];
  }
  return a;
}

/** The largest |a - b| of two arrays of one length; Infinity for lengths that differ or a value that is not finite. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = Number.isFinite(difference) ? difference : Infinity;
  }
  return largest;
}
