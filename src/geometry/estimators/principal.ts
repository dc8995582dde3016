import { timesTranspose } from '../../numeric/kernels.js';
import { dot, transpose } from '../../numeric/linearAlgebra.js';
import { rowBasis } from '../../numeric/rowBasis.js';
import type { Examples } from '../products/examples.js';

/** Rounds of subspace iteration. The directions need not be exact, since the probes estimate whatever they miss. */
const ROUNDS = 4;
/** The most examples that the directions are found from. */
const MOST_ROWS = 512;
/** A vector that is shorter than this share of the longest feature vector counts as rounding. */
const CUTOFF = 1e-5;

/**
 * The directions in which the features of some examples are largest, since a trained network has most of its Jacobian
 * there: the leading eigenvectors of sum_i f_i f_i^T, by subspace iteration from the features that a pivoted
 * Gram-Schmidt picks.
 *
 * @returns up to m directions, [m', d] with orthonormal rows, m' <= m
 */
export async function principalDirections({ n, d, features }: Examples, m: number): Promise<Float64Array> {
  const rows = Math.min(n, MOST_ROWS);
  const matrix = Float64Array.from((await features()).subarray(0, rows * d)); // F [rows, d]
  let longest = 0;
  for (let i = 0; i < rows; i++) longest = Math.max(longest, dot(matrix, matrix, d, i * d, i * d));
  if (!(longest > 0 && longest < Infinity)) return new Float64Array(0);
  let { basis, rank } = rowBasis(matrix, rows, d, () => CUTOFF * Math.sqrt(longest), m);
  const columns = transpose(matrix, rows, d); // F^T [d, rows]
  for (let round = 0; round < ROUNDS; round++) {
    const next = timesTranspose(timesTranspose(basis, matrix, d), columns, rows); // Q F^T F [rank, d]
    ({ basis, rank } = rowBasis(next, rank, d, () => CUTOFF * CUTOFF * longest));
  }
  return basis;
}

/** Measures sum_q ||J_i^T q||^2 over the rows q of an orthonormal basis [m, d] exactly, for each example. */
export async function alongBasis(examples: Examples, basis: Float64Array): Promise<Float64Array> {
  const { n, d } = examples;
  const m = basis.length / d;
  function* cotangents() {
    for (let r = 0; r < m; r++) {
      const cotangent = new Float32Array(n * d);
      for (let i = 0; i < n; i++) cotangent.set(basis.subarray(r * d, (r + 1) * d), i * d);
      yield cotangent;
    }
  }
  const norms = new Float64Array(n);
  if (m === 0) return norms;
  for await (const squares of examples.squares(m, cotangents())) for (let i = 0; i < n; i++) norms[i] += squares[i];
  return norms;
}
