import { refuse } from '../input/checks.js';
import { timesTranspose } from '../numeric/kernels.js';
import { dot } from '../numeric/linearAlgebra.js';
import { type RowBasis, rowBasis } from '../numeric/rowBasis.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../numeric/triangular.js';
import {
  type BetweenClassOptions,
  centredRows,
  classWeights,
  globalMean,
  requireEveryClass,
} from '../statistics/classMeans.js';
import type { ClassMeans } from '../statistics/classStatistics.js';

/** The span of the centred class means M [C, d]: all that the measures need of a residual r is Q r, of `rank` values. */
export interface MeanSpan {
  /** mu_G [d], what the means are centred by. */
  readonly centre: Float64Array;
  /** Rank of the centred means, at most min(C - 1, d). */
  readonly rank: number;
  /** Q [rank, d], orthonormal rows. */
  readonly basis: Float64Array;
  /** A [rank, rank], row-major: r^T Sigma_B^+ r = ||A Q r||^2. */
  readonly whitening: Float64Array;
  /** T [C, rank], row-major: M r = T Q r. */
  readonly coordinates: Float64Array;
}

/**
 * Factors B = diag(sqrt w) M [C, d] as U Q, the rows of Q [rank, d] orthonormal, and whitens U: Sigma_B = B^T B =
 * Q^T U^T U Q, so that A U^T U A^T = I.
 *
 * The rank cut-off is the rounding error of the means, max(C, d) eps max_c ||mu_c||: it scales with the features.
 * That the centred means are dependent (rank <= C - 1) is known, not left to the cut-off.
 */
export function meanSpan(statistics: ClassMeans, options: BetweenClassOptions): MeanSpan {
  requireEveryClass(statistics);
  const { classes, dimension: d, means } = statistics;
  const rootWeights = classWeights(statistics, options.weights).map(Math.sqrt);
  const centre = globalMean(statistics, options.globalMean);
  const weighted = centredRows(means, centre); // M, then B [C, d]
  for (let c = 0; c < classes; c++) for (let j = c * d; j < (c + 1) * d; j++) weighted[j] *= rootWeights[c];
  let largest = 0;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, dot(means, means, d, c * d, c * d));
  const cutoff = Math.max(classes, d) * Number.EPSILON * Math.sqrt(largest) * Math.max(...rootWeights);
  const span = rowBasis(weighted, classes, d, () => cutoff, Math.min(classes - 1, d));
  if (span.rank === 0) {
    const remedy = 'Sigma_B is zero and NC1 does not exist; look for dead features (all zero after a ReLU).';
    refuse('statistics', 'of class means that differ', 'equal means in all classes', remedy);
  }
  const { rank, basis, coefficients } = span;
  const coordinates = coefficients.map((value, at) => value / rootWeights[Math.floor(at / rank)]);
  return { centre, rank, basis, whitening: whiten(span, classes), coordinates };
}

/**
 * A = L^-1 U1^-T, where U1 [rank, rank] holds the pivot rows of U and is lower triangular, and L L^T = I + S^T S with
 * S = U2 U1^-1 of the other rows: U^T U = U1^T (I + S^T S) U1 without forming U^T U, whose condition number is squared.
 * Pivoting keeps S small, so that I + S^T S is well conditioned.
 */
function whiten({ rank, coefficients, pivots }: RowBasis, classes: number): Float64Array {
  const triangle = new Float64Array(rank * rank); // U1
  for (let k = 0; k < rank; k++) {
    triangle.set(coefficients.subarray(pivots[k] * rank, (pivots[k] + 1) * rank), k * rank);
  }
  const chosen = new Set(pivots);
  const others = Array.from({ length: classes }, (_, c) => c).filter((c) => !chosen.has(c));
  const mixing = new Float64Array(rank * others.length); // S^T = U1^-T U2^T [rank, C - rank]
  for (const [o, c] of others.entries()) {
    for (let k = 0; k < rank; k++) mixing[k * others.length + o] = coefficients[c * rank + k];
  }
  solveLowerTransposed(triangle, rank, mixing, others.length);
  const inner = timesTranspose(mixing, mixing, others.length); // I + S^T S
  for (let k = 0; k < rank; k++) inner[k * rank + k] += 1;
  const identity = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++) identity[k * rank + k] = 1;
  return solveLower(choleskyFactor(inner, rank), rank, solveLowerTransposed(triangle, rank, identity, rank), rank);
}
