/**
 * Small dense linear algebra in float64, row-major. TensorFlow.js has float32 only and no factorisation that
 * reveals rank, and the matrices here have at most min(C, d) rows and columns on one side.
 */

/** Dot product of two runs of `length` values. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>, length: number, aStart = 0, bStart = 0): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[aStart + i] * b[bStart + i];
  return sum;
}

/** Squared Euclidean distance of two runs of `length` values; differences first, so that an offset cancels exactly. */
export function squaredDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  length: number,
  aStart = 0,
  bStart = 0,
): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const difference = a[aStart + i] - b[bStart + i];
    sum += difference * difference;
  }
  return sum;
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
  /** [rank, columns], orthonormal rows. */
  readonly basis: Float64Array;
  /** [rows, rank], lower triangular once its rows are taken in the order of `pivots`. */
  readonly coefficients: Float64Array;
  /** The row that each basis vector was made from. */
  readonly pivots: Int32Array;
}

/**
 * Orthonormal basis of the rows of a [rows, columns] matrix by modified Gram-Schmidt with row pivoting, every new
 * vector orthogonalised twice (Giraud, Langou and Rozloznik 2005). It works on the rows themselves, not on their Gram matrix, so the
 * condition number enters once, not squared. A row counts as dependent when what is left of it is at most `cutoff`.
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
  let rank = 0;
  for (; rank < most; rank++) {
    let pivot = -1;
    let largest = cutoff * cutoff;
    for (let i = 0; i < rows; i++) {
      if (used[i]) continue;
      const norm = dot(left, left, columns, i * columns, i * columns);
      if (norm > largest) {
        largest = norm;
        pivot = i;
      }
    }
    if (pivot < 0) break;
    used[pivot] = 1;
    pivots[rank] = pivot;
    const q = basis.subarray(rank * columns, (rank + 1) * columns);
    q.set(left.subarray(pivot * columns, (pivot + 1) * columns));
    for (let k = 0; k < rank; k++) subtractProjection(q, basis, k * columns, columns);
    const norm = Math.sqrt(dot(q, q, columns));
    for (let j = 0; j < columns; j++) q[j] /= norm;
    for (let i = 0; i < rows; i++) {
      if (used[i] && i !== pivot) continue;
      coefficients[i * most + rank] = subtractProjection(left, q, 0, columns, i * columns);
    }
  }
  return {
    rank,
    basis: basis.slice(0, rank * columns),
    coefficients: narrow(coefficients, rows, most, rank),
    pivots: pivots.slice(0, rank),
  };
}

/** Subtracts from `v` its component along the unit vector at `unitStart`; returns that component. */
function subtractProjection(
  v: Float64Array,
  unit: Float64Array,
  unitStart: number,
  length: number,
  vStart = 0,
): number {
  const component = dot(v, unit, length, vStart, unitStart);
  for (let j = 0; j < length; j++) v[vStart + j] -= component * unit[unitStart + j];
  return component;
}

/** The first `kept` columns of a [rows, columns] matrix. */
function narrow(matrix: Float64Array, rows: number, columns: number, kept: number): Float64Array {
  if (kept === columns) return matrix;
  const result = new Float64Array(rows * kept);
  for (let i = 0; i < rows; i++) result.set(matrix.subarray(i * columns, i * columns + kept), i * kept);
  return result;
}

/**
 * Solves L X = B for X [size, columns], L [size, size] lower triangular once its rows are taken in the order of
 * `pivots`. B is given, and X returned, in L's own row order and in the order of its columns.
 */
export function solveLower(lower: Float64Array, pivots: Int32Array, b: Float64Array, columns: number): Float64Array {
  const size = pivots.length;
  const x = new Float64Array(size * columns);
  for (let k = 0; k < size; k++) {
    const row = pivots[k] * size;
    const out = k * columns;
    for (let j = 0; j < columns; j++) x[out + j] = b[pivots[k] * columns + j];
    for (let m = 0; m < k; m++) {
      const factor = lower[row + m];
      for (let j = 0; j < columns; j++) x[out + j] -= factor * x[m * columns + j];
    }
    for (let j = 0; j < columns; j++) x[out + j] /= lower[row + k];
  }
  return x;
}
