import { refuse } from '../input/checks.js';
import { number, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { symmetricEigenvalues } from '../numeric/symmetricEigenvalues.js';
import { exampleCountOf } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { requireScatter } from '../statistics/covariance.js';
import { readStatistics } from '../statistics/readStatistics.js';

/** How many directions features use. */
export interface FeatureRank {
  /** exp(entropy of sigma / sum sigma), between 1 and min(N, d). */
  readonly rankMe: number;
  /** Number of singular values above the tolerance. */
  readonly numericalRank: number;
}

/** Options of {@link featureRank}. */
export interface FeatureRankOptions {
  /**
   * Share of the largest singular value up to which one counts as zero. Default: max(N, d) 2^-23, as NumPy for float32, but
   * at least 2^-11: below, a scatter of float32 products holds rounding.
   */
  tolerance?: number;
}

/**
 * RankMe, the effective rank of the features [N, d], and their numerical rank, from their singular values sigma. The features are
 * not centred. RankMe: exp(- sum_k p_k log p_k), p = sigma / sum sigma; d when all directions carry the same, 1 when one carries all.
 *
 * sigma_k^2 are the eigenvalues of H^T H = S_W + sum_c N_c mu_c mu_c^T, a d x d eigenproblem in float64 (0.2 s at d = 512, about 10 s
 * at 2,048), and that is why `neuralCollapse` leaves it out unless asked.
 *
 * @param statistics of at least one example, made with `scatter: 'exact'`. With `true`, squares of a large batch are float32 products:
 * directions that are not there come out at about 2^-12 of the largest, and RankMe of low-rank features about a percent too large
 * @throws InputError without a scatter, or when all features are zero
 * @example
 * const s = await classStatistics(tf.tensor2d([[1, 0], [0, 1]]), [0, 1], { scatter: 'exact' });
 * featureRank(s); // { rankMe: 2, numericalRank: 2 }
 * @see Garrido et al., "RankMe", 2023; Roy and Vetterli, "The effective rank", 2007
 */
export function featureRank(statistics: ClassStatistics, options: FeatureRankOptions = {}): FeatureRank {
  return publicCall('featureRank', () => {
    const read = readStatistics(statistics);
    const { tolerance } = readOptions(options, { tolerance: number() });
    const scatter = requireScatter(read);
    const { classes, dimension: d, counts, means } = read;
    const moment = scatter.slice(); // H^T H, its lower triangle
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i < d; i++) {
        const factor = counts[c] * means[c * d + i];
        for (let j = 0; j <= i; j++) moment[i * d + j] += factor * means[c * d + j];
      }
    }
    const n = exampleCountOf(read);
    const sigma = symmetricEigenvalues(moment, d)
      .subarray(0, Math.min(n, d))
      .map((value) => Math.sqrt(Math.max(0, value)));
    const total = sigma.reduce((sum, value) => sum + value, 0);
    if (total === 0) {
      refuse('statistics', 'of features that are not all zero', 'zeros', 'Look for dead units after a ReLU.');
    }
    let entropy = 0;
    for (const value of sigma) if (value > 0) entropy -= (value / total) * Math.log(value / total);
    const least = sigma[0] * (tolerance ?? Math.max(Math.max(n, d) * 2 ** -23, 2 ** -11));
    return { rankMe: Math.exp(entropy), numericalRank: sigma.filter((value) => value > least).length };
  });
}
