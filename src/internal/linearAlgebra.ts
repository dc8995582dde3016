/**
 * Small dense linear algebra in float64, row-major. TensorFlow.js has float32 only and no factorisation that
 * reveals rank, and the matrices here have at most min(C, d) rows and columns on one side.
 */

/** Dot product of two runs of `length` values. Four sums, since each addition to one would wait for the last. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>, length: number, aStart = 0, bStart = 0): number {
  const whole = length - (length % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s += a[aStart + i] * b[bStart + i];
    t += a[aStart + i + 1] * b[bStart + i + 1];
    u += a[aStart + i + 2] * b[bStart + i + 2];
    v += a[aStart + i + 3] * b[bStart + i + 3];
  }
  for (let i = whole; i < length; i++) s += a[aStart + i] * b[bStart + i];
  return s + t + (u + v);
}

/** Squared Euclidean distance of rows i and j of a matrix; differences first, so that an offset cancels exactly. */
export function squaredDistance(matrix: Float64Array, columns: number, i: number, j: number): number {
  const a = matrix.subarray(i * columns, (i + 1) * columns);
  const b = matrix.subarray(j * columns, (j + 1) * columns);
  const whole = columns - (columns % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let k = 0; k < whole; k += 4) {
    const p = a[k] - b[k];
    const q = a[k + 1] - b[k + 1];
    const r = a[k + 2] - b[k + 2];
    const w = a[k + 3] - b[k + 3];
    s += p * p;
    t += q * q;
    u += r * r;
    v += w * w;
  }
  for (let k = whole; k < columns; k++) s += (a[k] - b[k]) ** 2;
  return s + t + (u + v);
}

/**
 * Squared distances of all pairs of rows of a matrix, [rows, rows]. Two rows by two, so that each value that is read serves twice;
 * and a tile of rows at a time, so that they are read from a processor's cache.
 */
export function squaredDistances(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const table = new Float64Array(rows * rows);
  const set = (i: number, j: number, value: number) => {
    table[i * rows + j] = value;
    table[j * rows + i] = value;
  };
  const four = new Float64Array(4);
  const even = rows - (rows % 2);
  const tile = Math.max(2, 2 * Math.floor(2 ** 15 / columns)); // 512 kB
  for (let start = 0; start < even; start += tile) {
    for (let i = start; i < even; i += 2) {
      for (let j = start; j < Math.min(i, start + tile); j += 2) {
        squaredDistancesOfTwo(matrix, columns, i, j, four);
        set(i, j, four[0]);
        set(i, j + 1, four[1]);
        set(i + 1, j, four[2]);
        set(i + 1, j + 1, four[3]);
      }
    }
  }
  for (let i = 0; i < even; i += 2) set(i + 1, i, squaredDistance(matrix, columns, i + 1, i));
  for (let j = 0; j < even && even < rows; j++) set(even, j, squaredDistance(matrix, columns, even, j));
  return table;
}

/** Of rows i and i + 1 to rows j and j + 1. */
function squaredDistancesOfTwo(matrix: Float64Array, columns: number, i: number, j: number, out: Float64Array): void {
  let [s, t, u, v] = [0, 0, 0, 0];
  const [a, b, c, e] = [i * columns, (i + 1) * columns, j * columns, (j + 1) * columns];
  for (let k = 0; k < columns; k++) {
    // Plain constants: an array taken apart here would cost twice the time.
    const p = matrix[a + k];
    const q = matrix[b + k];
    const x = matrix[c + k];
    const y = matrix[e + k];
    const px = p - x;
    const py = p - y;
    const qx = q - x;
    const qy = q - y;
    s += px * px;
    t += py * py;
    u += qx * qx;
    v += qy * qy;
  }
  out[0] = s;
  out[1] = t;
  out[2] = u;
  out[3] = v;
}

/** Transpose of a [rows, columns] matrix. */
export function transpose(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j];
  return result;
}

/** `matrix = coefficients . basis`, the rows of `basis` orthonormal; what is left out has row norms below the cut-off. */
export interface RowBasis {
  readonly rank: number;
  /** Q [rank, columns], orthonormal rows. */
  readonly basis: Float64Array;
  /** T [rows, rank]; its rows in the order of `pivots` are lower triangular, the rest comes from dependent rows. */
  readonly coefficients: Float64Array;
  /** The row that each basis vector was made from, length rank. */
  readonly pivots: Int32Array;
}

/**
 * Orthonormal basis of the rows of a [rows, columns] matrix by modified Gram-Schmidt with row pivoting (Golub and Van
 * Loan, section 5.2). It works on the rows themselves, not on their Gram matrix, so the condition number enters once,
 * not squared. A row counts as dependent when what is left of it is at most `cutoff`.
 */
export function rowBasis(
  matrix: Float64Array,
  rows: number,
  columns: number,
  cutoff: number,
  mostRank = rows,
): RowBasis {
  const most = Math.min(rows, columns, mostRank);
  const left = matrix.slice();
  const basis = new Float64Array(most * columns);
  const coefficients = new Float64Array(rows * most);
  const pivots = new Int32Array(most);
  const used = new Uint8Array(rows);
  const norms = Float64Array.from({ length: rows }, (_, i) => dot(left, left, columns, i * columns, i * columns));
  let rank = 0;
  for (; rank < most; rank++) {
    let pivot = -1;
    let largest = cutoff * cutoff;
    for (let i = 0; i < rows; i++) {
      if (!used[i] && norms[i] > largest) {
        largest = norms[i];
        pivot = i;
      }
    }
    if (pivot < 0) break;
    used[pivot] = 1;
    pivots[rank] = pivot;
    const q = basis.subarray(rank * columns, (rank + 1) * columns);
    q.set(left.subarray(pivot * columns, (pivot + 1) * columns));
    const norm = Math.sqrt(dot(q, q, columns));
    for (let j = 0; j < columns; j++) q[j] /= norm;
    coefficients[pivot * most + rank] = norm;
    for (let i = 0; i < rows; i++) {
      if (used[i]) continue;
      const row = left.subarray(i * columns, (i + 1) * columns);
      const component = dot(row, q, columns);
      coefficients[i * most + rank] = component;
      // The norm is taken anew, of what is left: downdating it would cancel.
      let squares = 0;
      for (let j = 0; j < columns; j++) {
        const value = row[j] - component * q[j];
        row[j] = value;
        squares += value * value;
      }
      norms[i] = squares;
    }
  }
  return {
    rank,
    basis: basis.slice(0, rank * columns),
    coefficients: narrow(coefficients, rows, most, rank),
    pivots: pivots.slice(0, rank),
  };
}

/** The first `kept` columns of a [rows, columns] matrix. */
function narrow(matrix: Float64Array, rows: number, columns: number, kept: number): Float64Array {
  if (kept === columns) return matrix;
  const result = new Float64Array(rows * kept);
  for (let i = 0; i < rows; i++) result.set(matrix.subarray(i * columns, i * columns + kept), i * kept);
  return result;
}

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

/** X of L X = B in place of B [size, columns], L [size, size] lower triangular. */
export function solveLower(lower: Float64Array, size: number, b: Float64Array, columns: number): Float64Array {
  for (let k = 0; k < size; k++) {
    for (let m = 0; m < k; m++) subtractMultiple(b, k * columns, lower[k * size + m], m * columns, columns);
    for (let j = k * columns; j < (k + 1) * columns; j++) b[j] /= lower[k * size + k];
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
  for (let k = size - 1; k >= 0; k--) {
    for (let m = k + 1; m < size; m++) subtractMultiple(b, k * columns, lower[m * size + k], m * columns, columns);
    for (let j = k * columns; j < (k + 1) * columns; j++) b[j] /= lower[k * size + k];
  }
  return b;
}

/** b[target ..] -= factor b[source ..], `length` values. */
function subtractMultiple(b: Float64Array, target: number, factor: number, source: number, length: number): void {
  if (factor === 0) return;
  for (let j = 0; j < length; j++) b[target + j] -= factor * b[source + j];
}
