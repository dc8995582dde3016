import { refuse } from '../internal/checks.js';
import {
  choleskyFactor,
  dot,
  type RowBasis,
  rowBasis,
  solveLower,
  solveLowerTransposed,
} from '../internal/linearAlgebra.js';
import {
  type BetweenClassOptions,
  centredClassMeans,
  classWeights,
  requireEveryClass,
} from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';

/**
 * The span of the centred class means, whitened by Sigma_B: all that NC1, the directional CDNV and the nearest class
 * mean need of a residual r = h - mu_y is Z r, of at most min(C - 1, d) values.
 */
export interface MeanSpan {
  /** Rank of the centred means, at most min(C - 1, d). */
  readonly rank: number;
  /** Z [rank, d]: r^T Sigma_B^+ r = ||Z r||^2. */
  readonly whitening: Float64Array;
  /** K [C, rank]: r . (mu_i - mu_j) = (Z r) . (K_i - K_j). */
  readonly coordinates: Float64Array;
}

/**
 * Factors B = diag(sqrt w) M [C, d] as T Q, the rows of Q [rank, d] orthonormal, and whitens T: Sigma_B = B^T B =
 * Q^T T^T T Q, so that Z = A Q and K = diag(1 / sqrt w) T A^-1 for any A with A T^T T A^T = I.
 *
 * The rank cut-off is the rounding error of the means, max(C, d) eps max_c ||mu_c||: it scales with the features.
 * That the centred means are dependent (rank <= C - 1) is known, not left to the cut-off.
 */
export function meanSpan(where: string, statistics: ClassStatistics, options: BetweenClassOptions): MeanSpan {
  requireEveryClass(where, statistics);
  const { classes, dimension: d, means } = statistics;
  const rootWeights = classWeights(statistics, options.weights).map(Math.sqrt);
  const weighted = centredClassMeans(statistics, options.globalMean); // B [C, d]
  for (let c = 0; c < classes; c++) for (let j = c * d; j < (c + 1) * d; j++) weighted[j] *= rootWeights[c];
  let largest = 0;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, dot(means, means, d, c * d, c * d));
  const cutoff = Math.max(classes, d) * Number.EPSILON * Math.sqrt(largest) * Math.max(...rootWeights);
  const span = rowBasis(weighted, classes, d, cutoff, Math.min(classes - 1, d));
  if (span.rank === 0) {
    const remedy = 'Sigma_B is zero and NC1 does not exist; look for dead features (all zero after a ReLU).';
    refuse(where, 'statistics', 'of class means that differ', 'equal means in all classes', remedy);
  }
  return whiten(span, rootWeights, classes, d);
}

/**
 * A = L^-1 T1^-T, where T1 [rank, rank] holds the pivot rows of T and is lower triangular, and L L^T = I + S^T S with
 * S = T2 T1^-1 of the other rows: T^T T = T1^T (I + S^T S) T1 without forming T^T T, whose condition number is squared.
 * Pivoting keeps S small, so that I + S^T S is well conditioned.
 */
function whiten(
  { rank, basis, coefficients, pivots }: RowBasis,
  rootWeights: Float64Array,
  classes: number,
  d: number,
) {
  const triangle = new Float64Array(rank * rank); // T1
  for (let k = 0; k < rank; k++) {
    triangle.set(coefficients.subarray(pivots[k] * rank, (pivots[k] + 1) * rank), k * rank);
  }
  const chosen = new Set(pivots);
  const others = Array.from({ length: classes }, (_, c) => c).filter((c) => !chosen.has(c));
  const mixing = new Float64Array(rank * others.length); // S^T = T1^-T T2^T [rank, C - rank]
  for (const [o, c] of others.entries()) {
    for (let k = 0; k < rank; k++) mixing[k * others.length + o] = coefficients[c * rank + k];
  }
  solveLowerTransposed(triangle, rank, mixing, others.length);
  const inner = new Float64Array(rank * rank); // I + S^T S
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(mixing, mixing, others.length, i * others.length, j * others.length);
      inner[i * rank + j] = product + (i === j ? 1 : 0);
      inner[j * rank + i] = inner[i * rank + j];
    }
  }
  const lower = choleskyFactor(inner, rank);
  const whitening = solveLower(lower, rank, solveLowerTransposed(triangle, rank, basis.slice(), d), d); // A Q [rank, d]
  // T A^-1 = T T1^T L = [I; S] T1 T1^T L; row c of T T1^T L is L^T (T1 t_c).
  const coordinates = new Float64Array(classes * rank);
  const turned = new Float64Array(rank);
  for (let c = 0; c < classes; c++) {
    for (let k = 0; k < rank; k++) turned[k] = dot(triangle, coefficients, k + 1, k * rank, c * rank);
    for (let k = 0; k < rank; k++) {
      let sum = 0;
      for (let m = k; m < rank; m++) sum += lower[m * rank + k] * turned[m];
      coordinates[c * rank + k] = sum / rootWeights[c];
    }
  }
  return { rank, whitening, coordinates };
}
