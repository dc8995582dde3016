import { subtractProduct, timesTranspose } from './kernels.js';
import { dot } from './linearAlgebra.js';

/**
 * A matrix M [rows, columns] as M = T Q: coordinates T of its rows on an orthonormal basis Q of the space that they
 * span. What T Q leaves out of M are rows no longer than a cut-off, which are taken for rounding errors.
 */
export interface RowBasis {
  /** The number of directions that the rows span. */
  readonly rank: number;
  /** Q [rank, columns], orthonormal rows. */
  readonly basis: Float64Array;
  /** T [rows, rank]. The rows that are named by `pivots`, in that order, form a lower triangular matrix. */
  readonly coefficients: Float64Array;
  /** The row of M that each basis vector was made from, of length rank. */
  readonly pivots: Int32Array;
}

/**
 * How rows outside of a panel are brought up to date, which takes most of the time: takes the rows of A [m, columns]
 * orthogonal to those of Q [n, columns], in place, and returns A Q^T [m, n].
 */
export type Projection = (a: Float64Array, q: Float64Array, columns: number) => Float64Array;

const project: Projection = (a, q, columns) => {
  const factors = timesTranspose(a, q, columns);
  subtractProduct(a, factors, q, columns);
  return factors;
};

/** The number of rows that pivots are chosen from before all other rows are brought up to date, in one product. */
const PANEL = 16;
/** A pivot that is a smaller share of its row than this is no longer orthogonal to the basis, and is made so again. */
const LOST = 1e-3;
/**
 * A panel ends when the squared norm of its largest row falls below this share of the largest one outside of the panel.
 * Pivots that are nearly the largest of all keep the coefficients small.
 */
const LEAST_PIVOT = 0.1;

/**
 * Finds out in how many directions the rows of a matrix differ, and writes the rows in coordinates on those directions.
 *
 * The method is modified Gram-Schmidt with row pivoting, on one panel of the largest rows at a time. It works on the
 * rows themselves and not on their Gram matrix, so an error grows with the condition number and not with its square.
 *
 * @param matrix The matrix M [rows, columns], row-major. It is not changed.
 * @param rows The number of rows.
 * @param columns The number of columns.
 * @param cutoff Given the number of directions so far, tells how long the rest of a row may be, in the unit of the
 *   matrix, for the row to count as dependent on them.
 * @param mostRank The number of directions after which the search ends. The default is the number of rows.
 * @param projection Another way to bring rows up to date than that of this file.
 * @see Golub and Van Loan, "Matrix computations", section 5.2
 */
export function rowBasis(
  matrix: Float64Array,
  rows: number,
  columns: number,
  cutoff: (directions: number) => number,
  mostRank = rows,
  projection: Projection = project,
): RowBasis {
  const most = Math.min(rows, columns, mostRank);
  const left = matrix.slice(); // what remains of the rows, in the order of `order`: pivots, the panel, the others
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const norms = new Float64Array(rows); // squared
  const basis = new Float64Array(most * columns);
  const coefficients = new Float64Array(rows * most);
  const row = (i: number) => left.subarray(i * columns, (i + 1) * columns);
  measure(0);
  const whole = norms.slice(); // squared norms of the rows as they came, in the order of the matrix
  let rank = 0;
  while (rank < most) {
    const first = rank;
    const end = Math.min(rows, first + PANEL);
    for (let i = first; i < end; i++) swap(i, largest(i, rows));
    const outside = end < rows ? norms[largest(end, rows)] : 0;
    while (rank < Math.min(end, most)) {
      const pivot = largest(rank, end);
      if (!(norms[pivot] > cutoff(rank) ** 2) || norms[pivot] < LEAST_PIVOT * outside) break;
      swap(rank, pivot);
      if (norms[rank] < LOST ** 2 * whole[order[rank]]) reorthogonalise(rank);
      if (!(norms[rank] > cutoff(rank) ** 2)) continue; // it was nothing but rounding: another row may be more
      reduce(rank++, end);
    }
    // The first pivot of a panel is the largest row of all: where not even that counts, the search is over.
    if (rank === first) break;
    const made = basis.subarray(first * columns, rank * columns);
    const factors = projection(left.subarray(end * columns), made, columns); // [others, rank - first]
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

  /**
   * Subtracts from row k what rounding has left of the basis in it.
   *
   * @see Golub and Van Loan, section 5.2.9: "twice is enough"
   */
  function reorthogonalise(k: number): void {
    for (let j = 0; j < k; j++) {
      const q = basis.subarray(j * columns, (j + 1) * columns);
      const component = dot(left, q, columns, k * columns);
      coefficients[order[k] * most + j] += component;
      norms[k] = subtractMultiple(row(k), component, q);
    }
  }

  /** Makes row k a basis vector, and subtracts its direction from the rows of the panel after it. */
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

/** Subtracts a multiple of q from a row, and returns the squared norm of the result. */
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
