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
  /** C. Default: the largest label plus one. Give it when a batch may lack the last classes. */
  classes?: number;
  /**
   * Keep the pooled within-class scatter [d, d]; default false. `true`: large batches are float32 products of the backend, which do
   * for NC1 of class means up to a condition of some hundreds. `'exact'`: float64, also for {@link featureRank}; 50,000 rows of 512
   * values take about 0.5 s on tfjs-node, and 6 s elsewhere.
   */
  scatter?: boolean | 'exact';
  /** Ends the call early: it throws the signal's reason, and leaves nothing behind. */
  signal?: AbortSignal;
}

/**
 * Class statistics of one batch of labelled features. Fold batches with {@link mergeClassStatistics}.
 *
 * One pass over the rows, in blocks: each row is taken about a point near its class before it is squared (never E[x^2] - E[x]^2), so
 * an offset of 1e4 with a spread of 1e-2 costs no digits. Sums are float64; more than two million values on tfjs-node are
 * squared there, in float32, and once more about a nearer point where the first proves far. Memory beside the features: a block,
 * the result and, elsewhere, a copy on the host.
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
  options: ClassStatisticsOptions = {},
): Promise<ClassStatistics> {
  return publicCall('classStatistics', async () => {
    const readers = { classes: classCount(), scatter: oneOf(true, false, 'exact'), signal: abortSignal };
    const { classes, scatter, signal } = readOptions(options, readers);
    const turn = turns(signal);
    await turn();
    const { n } = featureShape(features);
    const read = await readLabels(labels, { n, features: features.shape, classes });
    return statisticsOfRows(await labelledRows(features, read.labels, read.classes, turn), scatter, turn);
  });
}

/** Statistics of the rows of one batch: in one pass, and the scatter, about the means, in another. */
export async function statisticsOfRows(
  rows: LabelledRows,
  scatter: boolean | 'exact' = false,
  turn?: Turn,
): Promise<ClassStatistics> {
  const statistics = await rows.statistics();
  if (!scatter) return statistics;
  return { ...statistics, ...(await scatterOf(rows, statistics, { exact: scatter === 'exact', turn })) };
}
