import type { Tensor } from '@tensorflow/tfjs-core';
import { featureShape } from '../input/features.js';
import { type Labels, readLabels } from '../input/labels.js';
import { abortSignal, classCount, oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { type Turn, turns } from '../input/turns.js';
import type { LabelledRows } from './rows/blocks.js';
import { labelledRows } from './rows/labelledRows.js';
import { scatterOf } from './rows/scatter.js';
import type { ClassStatistics } from './value/types.js';

/** Options of {@link classStatistics}. */
export interface ClassStatisticsOptions {
  /** The number of classes, C. Pass it where a batch may lack the last classes. The default is the largest label plus
   * one.
   */
  classes?: number;
  /**
   * Whether the pooled within-class scatter [d, d] is kept, which {@link nc1} and covariances need. With `true` the
   * products of large batches are float32 on the backend, which is exact enough for NC1 up to a condition of the class
   * means of some hundreds. With `'exact'` they are float64, as {@link featureRank} needs them: 50,000 rows of 512
   * values take 0.5 s on tfjs-node, and 6 s elsewhere. The default is false.
   */
  scatter?: boolean | 'exact';
  /** A signal that ends the call early. The call then throws the signal's reason, and leaves no tensor behind. */
  signal?: AbortSignal;
}

/**
 * Turns one batch of labelled features into a small value that measures can be taken of, and that merges with the
 * values of other batches: {@link mergeClassStatistics}.
 *
 * @remarks The rows are read once, in blocks. A point near the mean of its class is subtracted from each row before the
 * row is squared (never E[x^2] - E[x]^2), so that an offset of 1e4 with a spread of 1e-2 costs no digits. Sums are
 * float64. More than two million values on tfjs-node are squared there in float32, and a second time with a nearer
 * point where the first proves to be far. In addition to the features, memory is needed for a block, for the result
 * and, except on tfjs-node, for a copy on the host.
 *
 * @param features A tensor [n, d] with n >= 1. One of higher rank, [n, ...], is read as n rows.
 * @param labels Whole numbers 0 .. C - 1, length n.
 * @returns The statistics of the batch.
 * @throws InputError for an empty batch, for a feature that is not finite, and for labels that are out of range,
 * fractional or of another length.
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
  options: ClassStatisticsOptions = {},
): Promise<ClassStatistics> {
  return publicCall('classStatistics', async () => {
    const readers = { classes: classCount(), scatter: oneOf(true, false, 'exact'), signal: abortSignal };
    const { classes, scatter, signal } = readOptions(options, readers);
    const turn = turns(signal);
    await turn();
    const { n } = featureShape(features);
    const read = await readLabels(labels, { n, features: features.shape, classes });
    return statisticsOfRows(await labelledRows(features, read.labels, read.classes, { turn }), scatter, turn);
  });
}

/**
 * The statistics of the rows of one batch, from one pass, and their scatter, from another with the means subtracted.
 */
export async function statisticsOfRows(
  rows: LabelledRows,
  scatter: boolean | 'exact' = false,
  turn?: Turn,
): Promise<ClassStatistics> {
  const statistics = await rows.statistics();
  if (!scatter) return statistics;
  return { ...statistics, ...(await scatterOf(rows, statistics, { exact: scatter === 'exact', turn })) };
}
