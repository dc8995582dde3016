import { timesTranspose } from '../../numeric/kernels.js';
import { transpose } from '../../numeric/linearAlgebra.js';
import { rowBasis } from '../../numeric/rowBasis.js';
import { fitLogistic } from './fitLogistic.js';
import { negligibleLength, type Task } from './task.js';

/**
 * Scores queries by multinomial logistic regression, [N Q, N]. The weights W [N, d] and the biases b [N] minimise
 *
 *     sum_i -log softmax(W h_i + b)_{y_i} + l2 / 2 ||W||_F^2
 *
 * over the support rows h_i. The biases are not penalised, so that the minimum is the same about the mean of the rows,
 * and the weights are combinations of the rows: they are found in coordinates on an orthonormal basis of them.
 */
export function logistic({ ways, shots, d, support, queries }: Task, l2: number): Float64Array {
  const n = ways * shots;
  const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / shots));
  const { rank, basis, coefficients } = rowBasis(support, n, d, () => negligibleLength(support, d));
  if (rank === 0) return new Float64Array((queries.length / d) * ways); // equal rows: no class is likelier
  const { weights, biases } = fitLogistic(coefficients, labels, ways, l2); // [N, rank]
  const map = timesTranspose(weights, transpose(basis, rank, d), rank); // [N, d]
  return timesTranspose(queries, map, d).map((score, at) => score + biases[at % ways]);
}
