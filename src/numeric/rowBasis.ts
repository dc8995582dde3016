import { subtractProduct, timesTranspose } from './kernels.js';
import { dot } from './linearAlgebra.js';

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

/** Rows that pivots are taken from until all the others are brought up to date, in one product. */
const PANEL = 16;
/** A pivot of less than this share of its row has lost digits of its angle with the basis, and is made orthogonal once more. */
const LOST = 1e-3;
/** Least squared norm of a pivot in a panel, of the largest of the rows outside: pivots near the largest keep coefficients small. */
const LEAST_PIVOT = 0.1;

/**
 * Orthonormal basis of the rows of a [rows, columns] matrix by modified Gram-Schmidt with row pivoting (Golub and Van
 * Loan, section 5.2), a panel of the largest rows at a time. It works on the rows themselves, not on their Gram matrix, so the
 * condition number enters once, not squared.
 *
 * @param cutoff given the number of directions that are taken off: a row counts as dependent when what is left of it is at most this
 */
export function rowBasis(
  matrix: Float64Array,
  rows: number,
  columns: number,
  cutoff: (directions: number) => number,
  mostRank = rows,
): RowBasis {
  const most = Math.min(rows, columns, mostRank);
  const left = matrix.slice(); // what is left of the rows, in the order of `order`: pivots, then the panel, then the others
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const norms = new Float64Array(rows); // squared
  const basis = new Float64Array(most * columns);
  const coefficients = new Float64Array(rows * most);
  const row = (i: number) => left.subarray(i * columns, (i + 1) * columns);
  measure(0);
  const whole = norms.slice(); // of the rows as they were, by their own numbers
  let rank = 0;
  while (rank < most) {
    const first = rank;
    const end = Math.min(rows, first + PANEL);
    for (let i = first; i < end; i++) swap(i, largest(i, rows));
    const outside = end < rows ? norms[largest(end, rows)] : 0;
    for (; rank < Math.min(end, most); rank++) {
      const pivot = largest(rank, end);
      if (!(norms[pivot] > cutoff(rank) ** 2) || norms[pivot] < LEAST_PIVOT * outside) break;
      swap(rank, pivot);
      if (norms[rank] < LOST ** 2 * whole[order[rank]]) reorthogonalise(rank);
      reduce(rank, end);
    }
    // The first pivot of a panel is the largest of all rows that are left. Where the panel is used up later, others may still be there.
    if (rank === first) break;
    const made = basis.subarray(first * columns, rank * columns);
    const factors = timesTranspose(left.subarray(end * columns), made, columns); // [others, rank - first]
    subtractProduct(left.subarray(end * columns), factors, made, columns);
    for (let i = end; i < rows; i++) {
      const of = (i - end) * (rank - first);
      coefficients.set(factors.subarray(of, of + rank - first), order[i] * most + first);
    }
    measure(end);
  }
  return {
    rank,
    basis: basis.slice(0, rank * columns),
    coefficients: narrow(coefficients, rows, most, rank),
    pivots: order.slice(0, rank),
  };

  /** The norms are taken anew, of what is left: downdating them would cancel. */
  function measure(from: number): void {
    for (let i = from; i < rows; i++) norms[i] = dot(left, left, columns, i * columns, i * columns);
  }

  function largest(from: number, to: number): number {
    let at = from;
    for (let i = from + 1; i < to; i++) if (norms[i] > norms[at]) at = i;
    return at;
  }

  function swap(i: number, j: number): void {
    if (i === j) return;
    const held = row(i).slice();
    row(i).set(row(j));
    row(j).set(held);
    [norms[i], norms[j]] = [norms[j], norms[i]];
    [order[i], order[j]] = [order[j], order[i]];
  }

  /** Takes off row k what cancellation has left of the basis in it ("twice is enough": Golub and Van Loan, section 5.2.9). */
  function reorthogonalise(k: number): void {
    for (let j = 0; j < k; j++) {
      const q = basis.subarray(j * columns, (j + 1) * columns);
      const component = dot(left, q, columns, k * columns);
      coefficients[order[k] * most + j] += component;
      norms[k] = subtractMultiple(row(k), component, q);
    }
  }

  /** Makes row k a basis vector, and takes its direction off the rows of the panel after it. */
  function reduce(k: number, end: number): void {
    const q = basis.subarray(k * columns, (k + 1) * columns);
    const norm = Math.sqrt(norms[k]);
    for (let j = 0; j < columns; j++) q[j] = left[k * columns + j] / norm;
    coefficients[order[k] * most + k] = norm;
    for (let i = k + 1; i < end; i++) {
      const component = dot(left, q, columns, i * columns);
      coefficients[order[i] * most + k] = component;
      norms[i] = subtractMultiple(row(i), component, q);
    }
  }
}

/** Takes a multiple of q off a row, and returns the square of what is left. */
function subtractMultiple(row: Float64Array, factor: number, q: Float64Array): number {
  let squares = 0;
  for (let j = 0; j < q.length; j++) {
    const value = row[j] - factor * q[j];
    row[j] = value;
    squares += value * value;
  }
  return squares;
}

/** The first `kept` columns of a [rows, columns] matrix. */
function narrow(matrix: Float64Array, rows: number, columns: number, kept: number): Float64Array {
  if (kept === columns) return matrix;
  const result = new Float64Array(rows * kept);
  for (let i = 0; i < rows; i++) result.set(matrix.subarray(i * columns, i * columns + kept), i * kept);
  return result;
}
