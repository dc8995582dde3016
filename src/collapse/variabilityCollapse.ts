import { refuse } from '../input/checks.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { timesTranspose } from '../numeric/kernels.js';
import { dot } from '../numeric/linearAlgebra.js';
import type { BetweenClassOptions } from '../statistics/classMeans.js';
import {
  CONVENTIONS,
  centredClassMeans,
  classWeights,
  exampleCount,
  requireEveryClass,
} from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { requireScatter } from '../statistics/covariance.js';
import { meanSpan } from './meanSpan.js';

/**
 * NC1, variability collapse: tr(Sigma_W Sigma_B^+) / C, from statistics that keep the within-class scatter. 0 when
 * examples do not spread in the directions of the class means. Invariant to rotation, scale and offset, and to any invertible
 * linear map of the features where the class means span all d dimensions.
 *
 * The pseudo-inverse is never formed: with Q an orthonormal basis of the centred means and A whitening Sigma_B on it, it is
 * tr(A Q S Q^T A^T) / (N C), S the scatter.
 * Features in memory do not need the scatter: {@link neuralCollapse} projects them instead.
 *
 * @param statistics of at least two classes, each with an example, made with `scatter: true`
 * @returns NC1 >= 0, dimensionless
 * @throws InputError without a scatter, for an empty class, or when all the class means are equal
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1], { scatter: true });
 * variabilityCollapse(s); // 0.125: Sigma_W = 1/4, Sigma_B = 1, C = 2
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function variabilityCollapse(statistics: ClassStatistics, options: BetweenClassOptions = {}): number {
  return publicCall('variabilityCollapse', () => {
    const scatter = requireScatter(statistics);
    const { rank, basis, whitening } = meanSpan(statistics, readOptions(options, CONVENTIONS));
    const d = statistics.dimension;
    const projected = timesTranspose(timesTranspose(basis, scatter, d), basis, d); // Q S Q^T, S symmetric
    const trace = dot(timesTranspose(whitening, projected, rank), whitening, rank * rank); // of A Q S Q^T A^T
    return trace / (exampleCount(statistics) * statistics.classes);
  });
}

/**
 * The cheap form of NC1: tr Sigma_W / tr Sigma_B. It needs no scatter, and weighs all directions alike.
 *
 * @throws InputError for an empty class, or when all the class means are equal
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * varianceTraceRatio(s); // 0.25
 */
export function varianceTraceRatio(statistics: ClassStatistics, options: BetweenClassOptions = {}): number {
  return publicCall('varianceTraceRatio', () => {
    const { globalMean, weights } = readOptions(options, CONVENTIONS);
    requireEveryClass(statistics);
    const d = statistics.dimension;
    const m = centredClassMeans(statistics, globalMean);
    const w = classWeights(statistics, weights);
    const between = w.reduce((sum, weight, c) => sum + weight * dot(m, m, d, c * d, c * d), 0);
    if (between === 0) {
      const remedy = 'tr Sigma_B is zero; look for dead features (all zero after a ReLU).';
      refuse('statistics', 'of class means that differ', 'equal means in all classes', remedy);
    }
    const within = statistics.squaredDeviations.reduce((sum, value) => sum + value, 0);
    return within / exampleCount(statistics) / between;
  });
}
