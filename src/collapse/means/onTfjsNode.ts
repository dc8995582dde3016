import type { Projection } from '../../numeric/rowBasis.js';
import { inFloat64 } from '../../tfjs/float64OnTfjsNode.js';

/** Multiplications from which on TensorFlow is faster, by more than bringing the values there and back costs. */
const MANY = 2 ** 26;

/** How {@link rowBasis} brings rows up to date on tfjs-node. It is nothing where JavaScript is as fast. */
export function projectionOnTfjsNode(rows: number, columns: number): Projection | undefined {
  if (rows * rows * columns < MANY || !inFloat64(() => true)) return undefined;
  return (a, q, columns) => {
    if (a.length === 0) return new Float64Array(0);
    const [factors, left] = inFloat64((float64) => {
      const [rows, basis] = [a, q].map((values) => float64.of(values, columns));
      const products = float64.product(rows, basis, false, true);
      return [products, float64.minus(rows, float64.product(products, basis))].map(float64.valuesOf);
    })!;
    a.set(left);
    return factors;
  };
}

/**
 * L^-1 U^-T [size, size] of a lower triangular U [size, size] and B [size, others], where L L^T = I + S^T S and
 * S^T = U^-T B. It is nothing where JavaScript is as fast.
 */
export function whitenOnTfjsNode(u: Float64Array, size: number, b: Float64Array): Float64Array | undefined {
  if (size ** 3 < MANY) return undefined;
  return inFloat64((float64) => {
    const identity = new Float64Array(size * size);
    for (let k = 0; k < size; k++) identity[k * size + k] = 1;
    const [triangle, one] = [u, identity].map((values) => float64.of(values, size));
    const mixing = float64.solveLower(triangle, float64.of(b, b.length / size), true);
    const lower = float64.choleskyFactor(float64.plus(one, float64.product(mixing, mixing, false, true)));
    return float64.valuesOf(float64.solveLower(lower, float64.solveLower(triangle, one, true)));
  });
}

/**
 * Pairs at a smaller share than this of the sum of their squares are measured again: their difference has lost ten of
 * its 53 bits.
 */
const CLOSE = 2 ** -10;

/**
 * Squared distances of all pairs of rows of a matrix, [rows, rows], from products p_ij of the rows minus their mean:
 * p_ii + p_jj - 2 p_ij. Close pairs are left to `exact`. It is nothing where JavaScript is as fast.
 */
export function squaredDistancesOnTfjsNode(
  matrix: Float64Array,
  rows: number,
  columns: number,
  exact: (i: number, j: number) => number,
): Float64Array | undefined {
  if (rows * rows * columns < MANY || !inFloat64(() => true)) return undefined;
  const centred = matrix.slice();
  for (let j = 0; j < columns; j++) {
    let difference = 0; // about the first row, so that a common offset costs no digits
    for (let i = 0; i < rows; i++) difference += matrix[i * columns + j] - matrix[j];
    for (let i = 0; i < rows; i++) centred[i * columns + j] -= matrix[j] + difference / rows;
  }
  const table = inFloat64((float64) => {
    const rowsOnly = float64.of(centred, columns);
    return float64.valuesOf(float64.product(rowsOnly, rowsOnly, false, true));
  })!;
  const squares = Float64Array.from({ length: rows }, (_, i) => table[i * rows + i]);
  for (let i = 0; i < rows; i++) {
    table[i * rows + i] = 0;
    for (let j = 0; j < i; j++) {
      const both = squares[i] + squares[j];
      const distance = both - 2 * table[i * rows + j];
      table[i * rows + j] = table[j * rows + i] = distance > CLOSE * both ? distance : exact(i, j);
    }
  }
  return table;
}
