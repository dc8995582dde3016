import { refuse } from '../input/checks.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from './readStatistics.js';
import { type BetweenClassOptions, CONVENTIONS, centredMeansOf, weightsOfClasses } from './value/means.js';
import { exampleCountOf, requireEveryClass, requireExamples } from './value/requirements.js';
import type { ClassStatistics } from './value/types.js';

/**
 * Shows in which directions examples spread about the mean of their class: the within-class covariance, pooled over the
 * classes.
 *
 * Sigma_W = (1/N) sum_i (h_i - mu_{y_i})(h_i - mu_{y_i})^T, a population covariance: it is divided by N.
 *
 * @param statistics Statistics of at least one example, made with the option `scatter`.
 * @returns Sigma_W, shape [d, d], row-major, in squared units of the features.
 * @throws InputError for statistics without a scatter, or of no examples.
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
 * Shows in which directions class means differ: the between-class covariance.
 *
 * Sigma_B = sum_c w_c (mu_c - mu_G)(mu_c - mu_G)^T, with w_c = 1 / C (`classWeights: 'class'`, the default) or N_c / N
 * (`'sample'`), and mu_G the mean over examples (`globalMean: 'sample'`, the default) or over classes (`'class'`).
 *
 * @param statistics Statistics of at least two classes. They need no scatter.
 * @returns Sigma_B, shape [d, d], row-major, in squared units of the features.
 * @throws InputError for fewer than two classes, or for a class without examples. Such a class is accepted where both
 * options are `'sample'`, since its weight is 0 there.
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
 * Shows in which directions examples spread, whatever their class: the covariance of all examples.
 *
 * Sigma_T = (1/N) sum_i (h_i - mu)(h_i - mu)^T, with mu the mean over examples. It equals Sigma_W + Sigma_B where
 * Sigma_B is taken with `{ globalMean: 'sample', classWeights: 'sample' }`, and only there.
 *
 * @param statistics Statistics of at least one example, made with the option `scatter`.
 * @returns Sigma_T, shape [d, d], row-major, in squared units of the features.
 * @throws InputError for statistics without a scatter, or of no examples.
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
