import type { Tensor } from '@tensorflow/tfjs-core';
import { checkInteger } from '../internal/checks.js';
import { type Labels, type Rows, readFeatures, readLabels } from '../internal/read.js';
import { scatterOf } from './scatter.js';

/**
 * Everything that the neural-collapse measures need to know of a set of labelled features, as a plain value:
 * counts, means and squared deviations of C classes in d dimensions. All float64, nothing to dispose.
 *
 * Memory is O(C d), and O(d^2) more with the scatter, whatever the number of examples.
 */
export interface ClassStatistics {
  /** C, the number of classes, those without an example included. */
  readonly classes: number;
  /** d, the number of values in an example's features; 0 before the first example. */
  readonly dimension: number;
  /** N_c, shape [C]. */
  readonly counts: Float64Array;
  /** mu_c, shape [C, d], row-major; zeros for a class without examples. */
  readonly means: Float64Array;
  /** Sum over the class of ||h - mu_c||^2, shape [C]. */
  readonly squaredDeviations: Float64Array;
  /** Sum over all examples of (h - mu_y)(h - mu_y)^T, shape [d, d]; only with the option `scatter`. */
  readonly withinClassScatter?: Float64Array;
}

/** Options of {@link classStatistics}. */
export interface ClassStatisticsOptions {
  /** C. Default: the largest label plus one. Give it when a batch may lack the last classes. */
  classes?: number;
  /** Keep the pooled within-class scatter [d, d]; default false. */
  scatter?: boolean;
}

/**
 * Class statistics of one batch of labelled features. Fold batches with {@link mergeClassStatistics}.
 *
 * Means, then deviations from them, both accumulated in float64 on the host (the corrected two-pass form; never
 * E[x^2] - E[x]^2), so an offset of 1e4 with a spread of 1e-2 costs no digits.
 *
 * @param features tensor [n, d]; of higher rank, [n, ...], it is read as n rows. Any n >= 1.
 * @param labels whole numbers 0 .. C - 1, length n
 * @returns the statistics of the batch
 * @throws InputError for an empty batch, a non-finite feature, labels of another length, out of range or fractional
 * @example
 * const s = await classStatistics(tf.tensor2d([[0, 0], [2, 0], [5, 5]]), [0, 0, 1]);
 * s.counts;            // [2, 1]
 * s.means;             // [1, 0, 5, 5]
 * s.squaredDeviations; // [2, 0]
 * @see Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983
 */
export async function classStatistics(
  features: Tensor,
  labels: Labels,
  { classes, scatter = false }: ClassStatisticsOptions = {},
): Promise<ClassStatistics> {
  if (classes !== undefined) checkInteger('classStatistics', 'classes', classes);
  const rows = await readFeatures('classStatistics', features);
  const read = await readLabels('classStatistics', labels, rows.n, classes);
  const { statistics, residuals } = statisticsOfRows(rows, read.labels, read.classes, scatter);
  return residuals ? { ...statistics, withinClassScatter: await scatterOf(residuals, rows.n, rows.d) } : statistics;
}

/** Statistics without scatter of checked rows; with `keep` also their residuals h - mu_y [n, d], rounded to float32. */
export function statisticsOfRows(
  { values, n, d }: Rows,
  labels: Int32Array,
  classes: number,
  keep: boolean,
): { statistics: ClassStatistics; residuals: Float32Array | undefined } {
  const { counts, means } = classMeans(values, labels, classes, d);
  const squaredDeviations = new Float64Array(classes);
  const residuals = keep ? new Float32Array(n * d) : undefined;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0, at = i * d, mean = labels[i] * d; j < d; j++, at++, mean++) {
      const residual = values[at] - means[mean];
      sum += residual * residual;
      if (residuals) residuals[at] = residual;
    }
    squaredDeviations[labels[i]] += sum;
  }
  return { statistics: { classes, dimension: d, counts, means, squaredDeviations }, residuals };
}

/** Counts [C] and means [C, d]. Float32 values sum without rounding in float64 while they are of like size. */
function classMeans(values: ArrayLike<number>, labels: Int32Array, classes: number, d: number) {
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes * d);
  for (let i = 0; i < labels.length; i++) {
    counts[labels[i]]++;
    for (let j = 0, at = i * d, mean = labels[i] * d; j < d; j++, at++, mean++) means[mean] += values[at];
  }
  for (let c = 0; c < classes; c++) {
    if (counts[c] > 0) for (let j = c * d; j < (c + 1) * d; j++) means[j] /= counts[c];
  }
  return { counts, means };
}
