/**
 * Products of row-major float64 matrices in blocks of several rows by several: each value that is read from memory
 * serves several products, which makes the loops fast. They use plain constants, since destructuring an array in such
 * a loop doubles its time.
 */
import { dot } from './linearAlgebra.js';

/** The product A B^T [m, n] of A [m, columns] and B [n, columns]. */
export function timesTranspose(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const [m, n] = [a.length / columns, b.length / columns];
  const product = new Float64Array(m * n);
  if (m < 4 || n < 2) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) product[i * n + j] = dot(a, b, columns, i * columns, j * columns);
    }
    return product;
  }
  // Where four and two do not divide m and n, the last step overlaps the one before it.
  for (let i = 0; i < m; i += 4) {
    for (let j = 0; j < n; j += 2) dotsOfFour(a, b, Math.min(i, m - 4), Math.min(j, n - 2), columns, product, n);
  }
  return product;
}

/** Products of rows i to i + 3 of A with rows j and j + 1 of B. */
function dotsOfFour(
  a: Float64Array,
  b: Float64Array,
  i: number,
  j: number,
  columns: number,
  into: Float64Array,
  n: number,
): void {
  const p = i * columns;
  const q = p + columns;
  const r = q + columns;
  const s = r + columns;
  const u = j * columns;
  const v = u + columns;
  let pu = 0;
  let pv = 0;
  let qu = 0;
  let qv = 0;
  let ru = 0;
  let rv = 0;
  let su = 0;
  let sv = 0;
  for (let k = 0; k < columns; k++) {
    const x = b[u + k];
    const y = b[v + k];
    pu += a[p + k] * x;
    pv += a[p + k] * y;
    qu += a[q + k] * x;
    qv += a[q + k] * y;
    ru += a[r + k] * x;
    rv += a[r + k] * y;
    su += a[s + k] * x;
    sv += a[s + k] * y;
  }
  const at = i * n + j;
  into[at] = pu;
  into[at + 1] = pv;
  into[at + n] = qu;
  into[at + n + 1] = qv;
  into[at + 2 * n] = ru;
  into[at + 2 * n + 1] = rv;
  into[at + 3 * n] = su;
  into[at + 3 * n + 1] = sv;
}

/** Subtracts the product F B of F [m, n] and B [n, columns] from A [m, columns], in place. */
export function subtractProduct(a: Float64Array, factors: Float64Array, b: Float64Array, columns: number): void {
  const [m, n] = [a.length / columns, b.length / columns];
  const [twos, fours] = [m - (m % 2), n - (n % 4)];
  for (let i = 0; i < twos; i += 2) for (let k = 0; k < fours; k += 4) subtractFour(a, factors, b, i, k, columns, n);
  for (let i = 0; i < m; i++) {
    for (let k = i < twos ? fours : 0; k < n; k++) {
      const factor = factors[i * n + k];
      for (let j = 0; j < columns; j++) a[i * columns + j] -= factor * b[k * columns + j];
    }
  }
}

/** Subtracts multiples of rows k to k + 3 of B from rows i and i + 1 of A. */
function subtractFour(
  a: Float64Array,
  factors: Float64Array,
  b: Float64Array,
  i: number,
  k: number,
  columns: number,
  n: number,
): void {
  const first = i * columns;
  const second = first + columns;
  const p = k * columns;
  const q = p + columns;
  const r = q + columns;
  const s = r + columns;
  const at = i * n + k;
  const fp = factors[at];
  const fq = factors[at + 1];
  const fr = factors[at + 2];
  const fs = factors[at + 3];
  const gp = factors[at + n];
  const gq = factors[at + n + 1];
  const gr = factors[at + n + 2];
  const gs = factors[at + n + 3];
  for (let j = 0; j < columns; j++) {
    const w = b[p + j];
    const x = b[q + j];
    const y = b[r + j];
    const z = b[s + j];
    a[first + j] -= fp * w + fq * x + (fr * y + fs * z);
    a[second + j] -= gp * w + gq * x + (gr * y + gs * z);
  }
}

/**
 * Squared Euclidean distances of all pairs of rows of a matrix, [rows, rows]. Rows are subtracted before they are
 * squared, so an offset that they share does no harm.
 */
export function squaredDistances(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const table = new Float64Array(rows * rows);
  const tile = Math.max(2, 2 * Math.floor(2 ** 15 / columns)); // 512 kB, which fit into a processor's cache
  for (let start = 0; start < rows && rows >= 4; start += tile) {
    for (let i = start - (start % 4); i < rows; i += 4) {
      const end = Math.min(rows, start + tile, i + 4);
      for (let j = start; j < end; j += 2) {
        distancesOfFour(matrix, Math.min(i, rows - 4), matrix, Math.min(j, rows - 2), columns, table, rows);
      }
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      if (rows < 4) table[i * rows + j] = squaredDistance(matrix, columns, i, j);
      table[j * rows + i] = table[i * rows + j];
    }
  }
  return table;
}

/** Squared Euclidean distances of the rows of A [m, columns] from those of B [n, columns], [m, n], as above. */
export function squaredDistancesBetween(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const [m, n] = [a.length / columns, b.length / columns];
  const table = new Float64Array(m * n);
  for (let i = 0; i < m; i += 4) {
    for (let j = 0; j < n && m >= 4 && n >= 2; j += 2) {
      distancesOfFour(a, Math.min(i, m - 4), b, Math.min(j, n - 2), columns, table, n);
    }
  }
  if (m >= 4 && n >= 2) return table;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) table[i * n + j] = squaredDistance(a, columns, i, j, b);
  }
  return table;
}

/** Squared distances of rows i to i + 3 of A from rows j and j + 1 of B. */
function distancesOfFour(
  matrix: Float64Array,
  i: number,
  others: Float64Array,
  j: number,
  columns: number,
  into: Float64Array,
  n: number,
): void {
  const p = i * columns;
  const q = p + columns;
  const r = q + columns;
  const s = r + columns;
  const u = j * columns;
  const v = u + columns;
  let pu = 0;
  let pv = 0;
  let qu = 0;
  let qv = 0;
  let ru = 0;
  let rv = 0;
  let su = 0;
  let sv = 0;
  for (let k = 0; k < columns; k++) {
    const x = others[u + k];
    const y = others[v + k];
    const a = matrix[p + k];
    const ax = a - x;
    const ay = a - y;
    pu += ax * ax;
    pv += ay * ay;
    const b = matrix[q + k];
    const bx = b - x;
    const by = b - y;
    qu += bx * bx;
    qv += by * by;
    const c = matrix[r + k];
    const cx = c - x;
    const cy = c - y;
    ru += cx * cx;
    rv += cy * cy;
    const e = matrix[s + k];
    const ex = e - x;
    const ey = e - y;
    su += ex * ex;
    sv += ey * ey;
  }
  const at = i * n + j;
  into[at] = pu;
  into[at + 1] = pv;
  into[at + n] = qu;
  into[at + n + 1] = qv;
  into[at + 2 * n] = ru;
  into[at + 2 * n + 1] = rv;
  into[at + 3 * n] = su;
  into[at + 3 * n + 1] = sv;
}

/** Squared Euclidean distance of row i of a matrix from row j of it, or of another one. */
export function squaredDistance(
  matrix: Float64Array,
  columns: number,
  i: number,
  j: number,
  others: Float64Array = matrix,
): number {
  const a = i * columns;
  const b = j * columns;
  const whole = columns - (columns % 2);
  let s = 0;
  let t = 0;
  for (let k = 0; k < whole; k += 2) {
    const x = matrix[a + k] - others[b + k];
    const y = matrix[a + k + 1] - others[b + k + 1];
    s += x * x;
    t += y * y;
  }
  return whole < columns ? s + t + (matrix[a + whole] - others[b + whole]) ** 2 : s + t;
}
