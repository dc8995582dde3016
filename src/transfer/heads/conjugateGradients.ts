import { dot } from '../../numeric/linearAlgebra.js';

/**
 * Solves A x = b for a positive semidefinite A that is known by its products, to a residual of `share` of b's length.
 * A direction in which A is 0 to rounding ends the search, with what was found so far.
 *
 * @param diagonal The diagonal of A, or anything positive like it. Residuals are divided by it.
 * @see Golub and Van Loan, "Matrix computations", section 11.5
 */
export function conjugateGradients(
  product: (x: Float64Array) => Float64Array,
  b: Float64Array,
  diagonal: Float64Array,
  share: number,
): Float64Array {
  const size = b.length;
  const x = new Float64Array(size);
  const residual = b.slice();
  const scaled = residual.map((value, i) => value / diagonal[i]);
  const direction = scaled.slice();
  const goal = share ** 2 * dot(b, b, size);
  let squares = dot(residual, scaled, size);
  for (let round = 0; round < 3 * size + 10; round++) {
    const image = product(direction);
    const curvature = dot(direction, image, size);
    if (!(curvature > 0)) return round === 0 ? scaled : x;
    const length = squares / curvature;
    for (let i = 0; i < size; i++) {
      x[i] += length * direction[i];
      residual[i] -= length * image[i];
    }
    if (dot(residual, residual, size) <= goal) return x;
    for (let i = 0; i < size; i++) scaled[i] = residual[i] / diagonal[i];
    const left = dot(residual, scaled, size);
    for (let i = 0; i < size; i++) direction[i] = scaled[i] + (left / squares) * direction[i];
    squares = left;
  }
  return x;
}
