import { refuse } from '../../input/checks.js';
import { subtractProduct, timesTranspose } from '../../numeric/kernels.js';
import { dot, transpose } from '../../numeric/linearAlgebra.js';
import { rowBasis } from '../../numeric/rowBasis.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../numeric/triangular.js';
import { negligibleLength, type Task } from './task.js';

/** A linear map of features about the mean of the support rows. */
export interface LinearMap {
  /** Weights [C, d]. */
  readonly weights: Float64Array;
  /** Outputs at the mean of the support rows, [C]. */
  readonly atMean: Float64Array;
}

/** Scores queries by ridge regression on one-hot targets, lambda = alpha sqrt(N K), [N Q, N]. */
export function ridge(task: Task, alpha: number): Float64Array {
  const { ways, shots, d, support, queries } = task;
  if (support.every((value) => value === 0)) return new Float64Array((queries.length / d) * ways); // all are equal
  // Targets that are 1/N lower change the output of every class alike, and no constant rounds small outputs off.
  const { weights, atMean } = ridgeMap(task, alpha * Math.sqrt(ways * shots), 0);
  return timesTranspose(queries, weights, d).map((score, at) => score + atMean[at % ways]);
}

/** Relative size of a correction after which no more are made, and the largest that the last one may have. */
const [FINE, COARSE] = [1e-14, 1e-8];
const MOST_CORRECTIONS = 6;

/**
 * The map W = (H^T H + lambda I)^-1 H^T Y, with H = [X, 1] the support features with a column of ones.
 *
 * The bias is eliminated first. With the mean row m and the centred rows Xc, the weights w of a class minimise
 * ||Xc w - yc||^2 + s^2 (mean y - m w)^2 + lambda ||w||^2, s^2 = n lambda / (n + lambda): one row s m more, and no
 * ones. Rows are then written in coordinates on an orthonormal basis of their span, at most min(n, d) of them, which
 * leaves a system of that size. Its matrix is graded, with a large entry for a large m, and its Cholesky factor
 * suffers nothing from that. Corrections by the residual make up for the squared condition number.
 *
 * @param targetMean The mean of each column of Y: 1/N for one-hot targets, less for targets that are lower by the rest.
 * @see Golub and Van Loan, section 5.3.8; Björck, "Stability analysis of the method of seminormal equations", 1987
 */
export function ridgeMap({ support, mean, d, ways, shots }: Task, lambda: number, targetMean: number): LinearMap {
  const n = ways * shots;
  const scale = Math.sqrt((n * lambda) / (n + lambda));
  const rows = new Float64Array((n + 1) * d);
  rows.set(support);
  for (let j = 0; j < d; j++) rows[n * d + j] = scale * mean[j];
  const wanted = new Float64Array((n + 1) * ways).fill(-1 / ways, 0, n * ways).fill(scale * targetMean, n * ways);
  for (let i = 0; i < n; i++) wanted[i * ways + Math.floor(i / shots)] += 1;

  const negligible = negligibleLength(support, d);
  const { rank, basis, coefficients } = rowBasis(rows, n + 1, d, () => negligible);
  const solution = solveRegularised(coefficients, rank, wanted, ways, lambda); // [rank, N]
  const left = wanted.slice(n * ways); // s (mean y - m w)
  subtractProduct(left, coefficients.slice(n * rank), solution, ways);
  return {
    weights: timesTranspose(transpose(solution, rank, ways), transpose(basis, rank, d), rank),
    atMean: left.map((each) => targetMean - ((lambda / (n + lambda)) * each) / scale),
  };
}

/** The V [columns, classes] that minimises ||A V - Y||^2 + lambda ||V||^2, for A [rows, columns]. */
function solveRegularised(
  a: Float64Array,
  columns: number,
  y: Float64Array,
  classes: number,
  lambda: number,
): Float64Array {
  const rows = y.length / classes;
  const v = new Float64Array(columns * classes);
  if (columns === 0) return v;
  const transposed = transpose(a, rows, columns);
  const gram = timesTranspose(transposed, transposed, rows);
  for (let j = 0; j < columns; j++) gram[j * columns + j] += lambda;
  const lower = choleskyFactor(gram, columns);
  let before = Infinity;
  let cancelled = 0; // the share of A^T Y that rounding errors may be, where its terms cancel
  for (let round = 0; round <= MOST_CORRECTIONS; round++) {
    const residual = y.slice();
    subtractProduct(residual, a, v, classes);
    const step = timesTranspose(transposed, transpose(residual, rows, classes), rows);
    for (let i = 0; i < v.length; i++) step[i] -= lambda * v[i];
    if (round === 0) cancelled = (8 * Number.EPSILON * lengthOf(a) * lengthOf(y)) / lengthOf(step);
    if (!(cancelled < 1)) return v; // such as two classes of the same support: no output tells them apart
    solveLowerTransposed(lower, columns, solveLower(lower, columns, step, classes), classes);
    for (let i = 0; i < v.length; i++) v[i] += step[i];
    const share = lengthOf(step) / lengthOf(v) || 0;
    if (!v.every(Number.isFinite)) break;
    if (round > 0 && (share <= FINE || share >= before)) return share <= COARSE + cancelled ? v : refuseAlpha();
    before = share;
  }
  return before <= COARSE + cancelled ? v : refuseAlpha();
}

function lengthOf(values: Float64Array): number {
  return Math.sqrt(dot(values, values, values.length));
}

function refuseAlpha(): never {
  const remedy = 'Raise alpha, or divide the features by a constant.';
  return refuse('alpha', 'large enough for the scale of the features', 'one that rounding errors exceed', remedy);
}
