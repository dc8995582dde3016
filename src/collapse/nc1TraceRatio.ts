import { refuse } from '../input/checks.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { dot } from '../numeric/linearAlgebra.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { type BetweenClassOptions, CONVENTIONS, centredMeansOf, weightsOfClasses } from '../statistics/value/means.js';
import { exampleCountOf, requireEveryClass } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { MERGE_ROUNDING } from './means/resolution.js';

/**
 * Measures the spread about class means without a scatter: tr Sigma_W / tr Sigma_B, a form of {@link nc1} in which all
 * directions count alike.
 *
 * @param statistics Statistics of at least two classes, each with an example. They need no scatter.
 * @returns The ratio, at least 0, without a unit. It is 0 where every example sits on its class mean.
 *
 * @throws InputError for an empty class, or when all class means are equal.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * nc1TraceRatio(s); // 0.25: Sigma_W = 1/4, Sigma_B = 1
 */
export function nc1TraceRatio(statistics: ClassStatistics, options: BetweenClassOptions = {}): number {
  return publicCall('nc1TraceRatio', () => {
    const read = readStatistics(statistics);
    const { globalMean, classWeights } = readOptions(options, CONVENTIONS);
    requireEveryClass(read);
    const d = read.dimension;
    const m = centredMeansOf(read, globalMean);
    const w = weightsOfClasses(read, classWeights);
    const between = w.reduce((sum, weight, c) => sum + weight * dot(m, m, d, c * d, c * d), 0);
    const size = dot(read.means, read.means, read.means.length) / read.classes;
    if (between <= MERGE_ROUNDING ** 2 * size) {
      const remedy = 'tr Sigma_B is zero; look for dead features (all zero after a ReLU).';
      refuse('statistics', 'of class means that differ', 'equal means in all classes', remedy);
    }
    const within = read.squaredDeviations.reduce((sum, value) => sum + value, 0);
    return within / exampleCountOf(read) / between;
  });
}
