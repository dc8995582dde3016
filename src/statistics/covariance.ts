import { refuse } from '../input/checks.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from './readStatistics.js';
import { type BetweenClassOptions, CONVENTIONS, centredMeansOf, weightsOfClasses } from './value/means.js';
import { exampleCountOf, requireEveryClass, requireExamples } from './value/requirements.js';
import type { ClassStatistics } from './value/types.js';

/**
 * Sigma_W = (1/N) sum_i (h_i - mu_{y_i})(h_i - mu_{y_i})^T: pooled, population (divided by N), shape [d, d], row-major.
 *
 * @throws InputError when the statistics were made without `scatter: true`, or of no examples
 * @example
 * const s = await classStatistics(tf.tensor2d([[0, 0], [2, 0], [5, 5]]), [0, 0, 1], { scatter: true });
 * withinClassCovariance(s); // [2 / 3, 0, 0, 0]
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function withinClassCovariance(statistics: ClassStatistics): Float64Array {
  return publicCall('withinClassCovariance', () => within(readStatistics(statistics)));
}

function within(statistics: ClassStatistics): Float64Array {
  const scatter = requireScatter(statistics);
  const n = exampleCountOf(statistics);
  return scatter.map((value) => value / n);
}

/**
 * Sigma_B = sum_c w_c (mu_c - mu_G)(mu_c - mu_G)^T, shape [d, d], row-major, with w_c = 1 / C (`classWeights: 'class'`,
 * default) or N_c / N (`'sample'`), and mu_G over examples (`globalMean: 'sample'`, default) or over classes (`'class'`).
 *
 * @throws InputError for fewer than two classes, or a class without examples (it weighs nothing, and so is accepted,
 * when both options are `'sample'`)
 * @example
 * const s = await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1]);
 * betweenClassCovariance(s); // [2.5]: (1^2 + 2^2) / 2, since mu_G is 1
 * betweenClassCovariance(s, { classWeights: 'sample' }); // [2]: (2 . 1^2 + 2^2) / 3
 * betweenClassCovariance(s, { globalMean: 'class' }); // [2.25]: (1.5^2 + 1.5^2) / 2
 */
export function betweenClassCovariance(statistics: ClassStatistics, options: BetweenClassOptions = {}): Float64Array {
  return publicCall('betweenClassCovariance', () => {
    const { globalMean = 'sample', classWeights = 'class' } = readOptions(options, CONVENTIONS);
    const read = readStatistics(statistics);
    const everyClassWeighs = globalMean === 'class' || classWeights === 'class' || read.classes < 2;
    if (everyClassWeighs) requireEveryClass(read);
    requireExamples(read);
    return between(read, { globalMean, classWeights });
  });
}

function between(statistics: ClassStatistics, { globalMean, classWeights }: BetweenClassOptions): Float64Array {
  const { classes, dimension: d } = statistics;
  const w = weightsOfClasses(statistics, classWeights);
  const m = centredMeansOf(statistics, globalMean);
  const covariance = new Float64Array(d * d);
  for (let c = 0; c < classes; c++) {
    if (w[c] === 0) continue;
    for (let i = 0; i < d; i++) {
      const factor = w[c] * m[c * d + i];
      for (let j = 0; j < d; j++) covariance[i * d + j] += factor * m[c * d + j];
    }
  }
  return covariance;
}

/**
 * Sigma_T = (1/N) sum_i (h_i - mu)(h_i - mu)^T over all examples, mu their mean; shape [d, d], row-major. It equals
 * Sigma_W + Sigma_B exactly when Sigma_B is taken with `globalMean: 'sample', classWeights: 'sample'`.
 *
 * @throws InputError when the statistics were made without `scatter: true`, or of no examples
 * @example
 * const s = await classStatistics(tf.tensor2d([[0], [0], [3]]), [0, 0, 1], { scatter: true });
 * totalCovariance(s); // [2]
 */
export function totalCovariance(statistics: ClassStatistics): Float64Array {
  return publicCall('totalCovariance', () => {
    const read = readStatistics(statistics);
    const inside = within(read);
    if (read.classes < 2) return inside;
    const outside = between(read, { globalMean: 'sample', classWeights: 'sample' });
    return inside.map((value, at) => value + outside[at]);
  });
}

/** The within-class scatter [d, d], or an error that says how to keep it. */
export function requireScatter(statistics: ClassStatistics): Float64Array {
  requireExamples(statistics);
  return (
    statistics.withinClassScatter ??
    refuse('statistics', 'with a within-class scatter', 'none', 'Pass { scatter: true } to classStatistics.')
  );
}
