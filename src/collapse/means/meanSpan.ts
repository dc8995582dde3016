import { refuse } from '../../input/checks.js';
import { number } from '../../input/options.js';
import { timesTranspose } from '../../numeric/kernels.js';
import { largestSingularValue } from '../../numeric/largestSingularValue.js';
import { dot } from '../../numeric/linearAlgebra.js';
import { type RowBasis, rowBasis } from '../../numeric/rowBasis.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../numeric/triangular.js';
import {
  type BetweenClassOptions,
  CONVENTIONS,
  centredRows,
  globalMeanOf,
  weightsOfClasses,
} from '../../statistics/value/means.js';
import { requireEveryClass } from '../../statistics/value/requirements.js';
import type { ClassStatistics } from '../../statistics/value/types.js';
import { projectionOnTfjsNode, whitenOnTfjsNode } from './onTfjsNode.js';
import { resolutionOfMeans } from './resolution.js';

/**
 * The span of the centred class means M [C, d]. All that measures need of a residual r is Q r, which has `width`
 * values.
 */
export interface MeanSpan {
  /** mu_G [d], which was subtracted from the means. */
  readonly centre: Float64Array;
  /** The rank of the centred means as far as the features resolve it, at most min(C - 1, d). */
  readonly rank: number;
  /**
   * The largest over the smallest singular value of the weighted centred means, in the directions that count for the
   * rank; NaN at rank 0.
   */
  readonly condition: number;
  /**
   * The number of directions that float64 tells apart, at least `rank`. Where all means are equal there is one, of
   * zeros.
   */
  readonly width: number;
  /** Q [width, d], with orthonormal rows. Those that count for the rank come first. */
  readonly basis: Float64Array;
  /** A [max(rank, 1), width], row-major, with r^T Sigma_B^+ r = ||A Q r||^2. */
  readonly whitening: Float64Array;
  /** T [C, width], row-major, with M r = T Q r. */
  readonly coordinates: Float64Array;
}

/** Options of {@link nc1}. */
export interface Nc1Options extends BetweenClassOptions {
  /**
   * Rounding of the features as a share of their norm. Directions in which class means differ by less do not count for
   * their rank, nor for NC1. The default is 2^-24, which is the rounding of float32; pass 2^-53 for statistics of
   * float64 values.
   */
  rankTolerance?: number;
}

/** Readers of {@link Nc1Options}. */
export const NC1_OPTIONS = { ...CONVENTIONS, rankTolerance: number() };

/**
 * Factors B = diag(sqrt w) M [C, d] as U Q, the rows of Q [width, d] orthonormal, and whitens U: Sigma_B = B^T B =
 * Q^T U^T U Q, so that A U^T U A^T = I.
 *
 * There are two cut-offs, both in proportion to the features. Directions are told apart down to the rounding of the
 * means in float64, max(C, d) eps max_c ||mu_c||, since differences of means are needed with that precision. They are
 * whitened, and counted, down to what the features resolve ({@link resolutionOfMeans}). That the centred means are
 * dependent (rank <= C - 1) is known, and not left to a cut-off.
 */
export function meanSpan(statistics: ClassStatistics, options: Nc1Options): MeanSpan {
  requireEveryClass(statistics);
  const { classes, dimension: d, means } = statistics;
  const rootWeights = weightsOfClasses(statistics, options.classWeights).map(Math.sqrt);
  const centre = globalMeanOf(statistics, options.globalMean);
  const weighted = centredRows(means, centre); // M, then B [C, d]
  for (let c = 0; c < classes; c++) for (let j = c * d; j < (c + 1) * d; j++) weighted[j] *= rootWeights[c];
  let largest = 0;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, dot(means, means, d, c * d, c * d));
  const cutoff = Math.max(classes, d) * Number.EPSILON * Math.sqrt(largest) * Math.max(...rootWeights);
  const projection = projectionOnTfjsNode(classes, d);
  const span = rowBasis(weighted, classes, d, () => cutoff, Math.min(classes - 1, d), projection);
  const width = Math.max(1, span.rank);
  if (span.rank === 0) {
    const [basis, coordinates] = [new Float64Array(d), new Float64Array(classes)];
    return { centre, rank: 0, condition: Number.NaN, width, basis, whitening: new Float64Array(1), coordinates };
  }
  const { basis, coefficients, pivots } = span;
  const coordinates = coefficients.map((value, at) => value / rootWeights[Math.floor(at / width)]);
  const resolved = resolutionOfMeans(statistics, options.rankTolerance);
  let rank = width;
  while (rank > 0 && !(coordinates[pivots[rank - 1] * width + rank - 1] > resolved(rank - 1))) rank--;
  if (rank === 0) {
    return { centre, rank, condition: Number.NaN, width, basis, whitening: new Float64Array(width), coordinates };
  }
  const u = columns(coefficients, width, rank); // U [C, rank]
  const small = whiten({ rank, basis, coefficients: u, pivots: pivots.subarray(0, rank) }, classes); // [rank, rank]
  const whitening = new Float64Array(rank * width);
  for (let k = 0; k < rank; k++) whitening.set(small.subarray(k * rank, (k + 1) * rank), k * width);
  const condition = Math.max(1, largestSingularValue(u, rank) * largestSingularValue(small, rank)); // ||U|| ||A||
  return { centre, rank, condition, width, basis, whitening, coordinates };
}

/** The refusal of what needs class means that differ. */
export function refuseEqualMeans(): never {
  const remedy = 'Sigma_B is zero and NC1 does not exist; look for dead features (all zero after a ReLU).';
  return refuse('statistics', 'of class means that differ', 'equal means in all classes', remedy);
}

/** The first `kept` columns of a matrix [rows, width]. */
function columns(matrix: Float64Array, width: number, kept: number): Float64Array {
  return kept === width ? matrix : matrix.filter((_, at) => at % width < kept);
}

/**
 * A = L^-1 U1^-T whitens U, A U^T U A^T = I. U1 [rank, rank] are the pivot rows of U, a lower triangle, S = U2 U1^-1 is
 * made of the other rows, and L L^T = I + S^T S. Since U^T U = U1^T (I + S^T S) U1, the product U^T U, whose condition
 * number is squared, need not be formed. Pivoting keeps S small, so that I + S^T S is well conditioned.
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
  const fast = whitenOnTfjsNode(triangle, rank, mixing);
  if (fast) return fast;
  solveLowerTransposed(triangle, rank, mixing, others.length);
  const inner = timesTranspose(mixing, mixing, others.length); // I + S^T S
  for (let k = 0; k < rank; k++) inner[k * rank + k] += 1;
  const identity = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++) identity[k * rank + k] = 1;
  return solveLower(choleskyFactor(inner, rank), rank, solveLowerTransposed(triangle, rank, identity, rank), rank);
}
