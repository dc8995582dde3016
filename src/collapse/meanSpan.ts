import { refuse } from '../internal/checks.js';
import { dot, rowBasis, solveLower, squaredDistance, transpose } from '../internal/linearAlgebra.js';
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
 * Factors B = diag(sqrt w) M [C, d] as T Q (Q orthonormal rows), then T^T as L U: Sigma_B = B^T B = Q^T L L^T Q, so
 * that Z = L^-1 Q. Both factorisations are pivoted and work on the matrices themselves; Sigma_B is never formed,
 * so the condition number is not squared.
 *
 * The rank cut-off is the rounding error of the means, max(C, d) eps max_c ||mu_c||: it scales with the features.
 * That the centred means are dependent (rank <= C - 1) is known, not left to the cut-off.
 */
export function meanSpan(where: string, statistics: ClassStatistics, options: BetweenClassOptions): MeanSpan {
  requireEveryClass(where, statistics);
  const { classes, dimension: d, means } = statistics;
  const m = centredClassMeans(statistics, options.globalMean); // [C, d]
  const rootWeights = classWeights(statistics, options.weights).map(Math.sqrt);
  const weighted = m.map((value, at) => value * rootWeights[Math.floor(at / d)]); // [C, d]
  let largest = 0;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, dot(means, means, d, c * d, c * d));
  const cutoff = Math.max(classes, d) * Number.EPSILON * Math.sqrt(largest) * Math.max(...rootWeights);
  const span = rowBasis(weighted, classes, d, cutoff, Math.min(classes - 1, d));
  const { rank } = span;
  if (rank === 0) {
    const remedy = 'Sigma_B is zero and NC1 does not exist; look for dead features (all zero after a ReLU).';
    refuse(where, 'statistics', 'of class means that differ', 'equal means in all classes', remedy);
  }
  // T^T [rank, C] = L U, so that T^T T = L L^T without forming the product.
  const factor = rowBasis(transpose(span.coefficients, classes, rank), rank, classes, 0);
  const whitening = solveLower(factor.coefficients, factor.pivots, span.basis, d);
  const coordinates = new Float64Array(classes * rank); // K_c = L^T t_c, t_c = T_c / sqrt w_c
  for (let c = 0; c < classes; c++) {
    for (let k = 0; k < rank; k++) {
      let sum = 0;
      for (let i = 0; i < rank; i++) sum += factor.coefficients[i * rank + k] * span.coefficients[c * rank + i];
      coordinates[c * rank + k] = sum / rootWeights[c];
    }
  }
  return { rank, whitening, coordinates };
}

/** ||mu_i - mu_j||^2 for every pair i < j, through `visit`; nothing of size C x C is kept. */
export function forEachPair(
  { classes, dimension: d, means }: ClassStatistics,
  visit: (i: number, j: number, squaredDistance: number) => void,
): void {
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++) visit(i, j, squaredDistance(means, means, d, i * d, j * d));
  }
}
