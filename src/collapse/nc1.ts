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
 * Tells how much examples spread in the directions in which classes differ: NC1, variability collapse.
 *
 * NC1 = tr(Sigma_W Sigma_B^+) / C. It is 0 where examples do not spread in the directions of the class means. It does
 * not change with rotation, scale and offset of the features, nor with any invertible linear map of them where the
 * class means span all d dimensions.
 *
 * @remarks The pseudo-inverse is never formed. With Q an orthonormal basis of the centred means, A a matrix that
 * whitens Sigma_B on it, and S the scatter, NC1 is tr(A Q S Q^T A^T) / (N C). Features in memory need no scatter:
 * {@link neuralCollapse} projects them.
 *
 * @param statistics Statistics of at least two classes, each with an example, made with `scatter: 'exact'`, or with
 * `scatter: true`, which is exact enough where the class means are not ill-conditioned.
 * @returns NC1 >= 0, without a unit.
 * @throws InputError for statistics without a scatter, for an empty class, when all class means are equal, or when the
 * scatter is of float32 products whose rounding could be more than 1% of NC1.
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

/** Rounding of the entries of a scatter of float32 products, as a share of the spreads whose products they are. */
const SCATTER_ROUNDING = 2 ** -22;
/** The largest share of NC1 that rounding of the scatter may be. */
const MOST_ROUNDING = 0.01;

/** NC1 of statistics with a scatter, or a sentence that says why it has no value: float32 products may hide it. */
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
