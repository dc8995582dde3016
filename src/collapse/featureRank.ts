import { refuse } from '../input/checks.js';
import { number, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { symmetricEigenvalues } from '../numeric/symmetricEigenvalues.js';
import { requireScatter } from '../statistics/covariance.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { exampleCountOf } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { inFloat64 } from '../tfjs/float64OnTfjsNode.js';
import { FLOAT32_ROUNDING } from './means/resolution.js';

/** How many directions features use. */
export interface FeatureRank {
  /** The effective rank exp(- sum_k p_k log p_k), p = sigma / sum sigma, between 1 and min(N, d). */
  readonly rankMe: number;
  /** The number of singular values above the tolerance, between 1 and min(N, d). */
  readonly numericalRank: number;
}

/** Options of {@link featureRank}. */
export interface FeatureRankOptions {
  /**
   * The share of the largest singular value up to which another counts as zero. The default is max(N, d) 2^-23, as
   * NumPy has it for float32, and at least 2^-11 for a scatter of float32 products, which holds rounding below that.
   */
  tolerance?: number;
}

/**
 * Tells how many directions the features use, whatever their labels: RankMe, which is their effective rank, and their
 * numerical rank.
 *
 * RankMe = exp(- sum_k p_k log p_k), with p = sigma / sum sigma and sigma the singular values of the features [N, d],
 * which are not centred. It is d where all directions have the same share, and 1 where one direction has all.
 *
 * @remarks The sigma_k^2 are the eigenvalues of H^T H = S_W + sum_c N_c mu_c mu_c^T. This d x d eigenproblem in float64
 * takes 0.2 s at d = 512, and 10 s at 2,048, and less on tfjs-node. {@link neuralCollapse} therefore leaves the rank
 * out unless it is asked for.
 *
 * @param statistics Statistics of at least one example, made with `scatter: 'exact'`. With `scatter: true` a large
 * batch has float32 products, in which directions that are not there seem to have 2^-12 of the largest singular value.
 * @returns Both ranks.
 * @throws InputError for statistics without a scatter, when all features are zero, or when rounding of float32 products
 * may add 1% to RankMe.
 * @example
 * const s = await classStatistics(tf.tensor2d([[1, 0], [0, 1]]), [0, 1], { scatter: 'exact' });
 * featureRank(s); // { rankMe: 2, numericalRank: 2 }
 * @see Garrido et al., "RankMe", 2023; Roy and Vetterli, "The effective rank", 2007
 */
export function featureRank(statistics: ClassStatistics, options: FeatureRankOptions = {}): FeatureRank {
  return publicCall('featureRank', () => {
    const read = readStatistics(statistics);
    const { tolerance } = readOptions(options, { tolerance: number() });
    const rank = rankOfFeatures(read, tolerance);
    if (typeof rank !== 'string') return rank;
    if (rank === ALL_ZERO) {
      refuse('statistics', 'of features that are not all zero', 'zeros', 'Look for dead units after a ReLU.');
    }
    const remedy =
      "Pass { scatter: 'exact' } to classStatistics, or measure with neuralCollapse or neuralCollapseOfBatches.";
    return refuse('statistics', 'of a scatter that is exact enough', 'float32 products', remedy);
  });
}

const ALL_ZERO = 'All features are zero, so no direction is used.';
const HIDDEN = 'The scatter is of float32 products, whose rounding adds more than 1% to RankMe.';

/** The share of the largest singular value below which others may be rounding, for a scatter of float32 products. */
const FLOAT32_PRODUCTS = 2 ** -11;

/** The ranks of {@link featureRank}, or a sentence that says why there are none. */
export function rankOfFeatures(statistics: ClassStatistics, tolerance?: number): FeatureRank | string {
  const { classes, dimension: d, counts, means, float32Scatter } = statistics;
  const moment = requireScatter(statistics).slice(); // H^T H, its lower triangle
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < d; i++) {
      const factor = counts[c] * means[c * d + i];
      for (let j = 0; j <= i; j++) moment[i * d + j] += factor * means[c * d + j];
    }
  }
  const n = exampleCountOf(statistics);
  const squares = eigenvalues(moment, d).subarray(0, Math.min(n, d));
  let trace = 0; // ||H||_F^2
  for (let i = 0; i < d; i++) trace += moment[i * d + i];
  const rounding = squaredRounding(trace, squares[0], n, d);
  const sigma = squares.map((value) => (value > rounding ? Math.sqrt(value) : 0));
  const total = sigma.reduce((sum, value) => sum + value, 0);
  if (total === 0) return ALL_ZERO;
  let [entropy, doubtful] = [0, 0];
  for (const value of sigma) {
    if (value === 0) continue;
    const part = -(value / total) * Math.log(value / total);
    entropy += part;
    if (float32Scatter && value < FLOAT32_PRODUCTS * sigma[0]) doubtful += part;
  }
  if (doubtful > 0.01) return HIDDEN;
  const least = sigma[0] * (tolerance ?? Math.max(Math.max(n, d) * 2 ** -23, float32Scatter ? FLOAT32_PRODUCTS : 0));
  return { rankMe: Math.exp(entropy), numericalRank: sigma.filter((value) => value > least).length };
}

/**
 * The eigenvalues of a symmetric matrix [size, size] of which the lower triangle is given, the largest first. On
 * tfjs-node TensorFlow computes them, in an eighth of the time.
 */
function eigenvalues(matrix: Float64Array, size: number): Float64Array {
  const ascending = inFloat64((float64) => float64.valuesOf(float64.eigenvalues(float64.of(matrix, size))));
  return ascending?.reverse() ?? symmetricEigenvalues(matrix, size);
}

/**
 * The largest eigenvalue that rounding gives H^T H where it should be 0. Float32 features have a rounding error that is
 * a matrix of independent entries of 2^-24 of their size, and eigenvalues in float64 have one of their own. Features of
 * low rank have many such eigenvalues, which would add up.
 */
function squaredRounding(trace: number, largest: number, n: number, d: number): number {
  const ofFeatures = FLOAT32_ROUNDING ** 2 * trace * (1 / Math.sqrt(n) + 1 / Math.sqrt(d)) ** 2;
  return Math.max(ofFeatures, 2 * Number.EPSILON * Math.sqrt(d) * largest);
}
