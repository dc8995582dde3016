import { refuse } from '../input/checks.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { timesTranspose } from '../numeric/kernels.js';
import { dot, transpose } from '../numeric/linearAlgebra.js';
import { requireScatter } from '../statistics/covariance.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { exampleCountOf } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { type MeanSpan, meanSpan, NC1_OPTIONS, type Nc1Options, refuseEqualMeans } from './means/meanSpan.js';

/**
 * NC1, variability collapse: tr(Sigma_W Sigma_B^+) / C, from statistics that keep the within-class scatter. 0 when
 * examples do not spread in the directions of the class means. Invariant to rotation, scale and offset, and to any invertible
 * linear map of the features where the class means span all d dimensions.
 *
 * The pseudo-inverse is never formed: with Q an orthonormal basis of the centred means and A whitening Sigma_B on it, it is
 * tr(A Q S Q^T A^T) / (N C), S the scatter.
 * Features in memory do not need the scatter: {@link neuralCollapse} projects them instead.
 *
 * @param statistics of at least two classes, each with an example, made with `scatter: 'exact'`, or with `scatter: true`, which does where
 * the class means are not ill-conditioned
 * @returns NC1 >= 0, dimensionless
 * @throws InputError without a scatter, for an empty class, when all the class means are equal, or when the scatter is of float32 products
 * of which rounding could be more than 1% of NC1
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1], { scatter: true });
 * nc1(s); // 0.125: Sigma_W = 1/4, Sigma_B = 1, C = 2
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function nc1(statistics: ClassStatistics, options: Nc1Options = {}): number {
  return publicCall('nc1', () => {
    const read = readStatistics(statistics);
    requireScatter(read);
    const span = meanSpan(read, readOptions(options, NC1_OPTIONS));
    if (span.rank === 0) refuseEqualMeans();
    const nc1 = nc1OfScatter(span, read);
    if (typeof nc1 === 'number') return nc1;
    const remedy =
      "Pass { scatter: 'exact' } to classStatistics, or measure with neuralCollapse or neuralCollapseOfBatches.";
    return refuse('statistics', 'of a scatter that is exact enough for their means', 'float32 products', remedy);
  });
}

/** Rounding of the entries of a scatter of float32 products, as a share of the spreads that they are products of. */
const SCATTER_ROUNDING = 2 ** -22;
/** Share of NC1 that rounding of the scatter may be. */
const MOST_ROUNDING = 0.01;

/** NC1 of statistics with a scatter; or, as a sentence, why it has none: where float32 products hide it. */
export function nc1OfScatter(
  { rank, width, basis, whitening }: MeanSpan,
  statistics: ClassStatistics,
): number | string {
  const { dimension: d, classes, withinClassScatter, float32Scatter } = statistics;
  const scatter = withinClassScatter!;
  const projected = timesTranspose(timesTranspose(basis, scatter, d), basis, d); // Q S Q^T, S symmetric
  const trace = dot(timesTranspose(whitening, projected, width), whitening, rank * width); // of A Q S Q^T A^T
  if (float32Scatter) {
    const whitened = timesTranspose(whitening, transpose(basis, width, d), width); // A Q [rank, d]
    let rounding = 0; // of each entry S_jj, which is what is left where whitening cancels most of S
    for (let at = 0; at < rank * d; at++) rounding += whitened[at] ** 2 * scatter[(at % d) * (d + 1)];
    if (SCATTER_ROUNDING * rounding > MOST_ROUNDING * trace) {
      return 'The scatter is of float32 products, which hide the spread along the smallest differences of class means.';
    }
  }
  return trace / (exampleCountOf(statistics) * classes);
}
