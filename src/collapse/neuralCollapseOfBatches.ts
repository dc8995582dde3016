import type { Tensor } from '@tensorflow/tfjs-core';
import { readBatches } from '../input/batches.js';
import { describe, refuse } from '../input/checks.js';
import { featureShape } from '../input/features.js';
import { type Labels, readLabels } from '../input/labels.js';
import { callback, readOptions } from '../input/options.js';
import { publicCall, usersCode } from '../input/publicCall.js';
import { turns } from '../input/turns.js';
import { exampleCountOf } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { emptyClassStatistics, mergeStatistics } from '../statistics/mergeClassStatistics.js';
import { labelledRows } from '../statistics/rows.js';
import { readClassifier } from './classifier.js';
import { meanSpan } from './meanSpan.js';
import { NEURAL_COLLAPSE_OPTIONS, type NeuralCollapseOptions } from './neuralCollapse.js';
import { meanDistances } from './pairDistances.js';
import { conventionsOf, makeRecord, type NeuralCollapse } from './record.js';
import { type ResidualMeasures, residualPass } from './residualMeasures.js';

/** Features [n, ...] and their labels; who makes the batch disposes of the features, when the next one is asked for or the reading ends. */
export interface FeatureBatch {
  features: Tensor;
  labels: Labels;
}

/** Options of {@link neuralCollapseOfBatches}. */
export interface NeuralCollapseOfBatchesOptions extends NeuralCollapseOptions {
  /** Is told after each batch how many examples the pass, 1 or 2, has seen. */
  onProgress?: (examples: number, pass: 1 | 2) => void;
}

/** Readers of {@link NeuralCollapseOfBatchesOptions}. */
const OPTIONS_OF_BATCHES = {
  ...NEURAL_COLLAPSE_OPTIONS,
  onProgress: callback<(examples: number, pass: 1 | 2) => void>(),
};

/** Starts the batches anew at each call. */
export type Batches = () => Iterable<FeatureBatch> | AsyncIterable<FeatureBatch>;

/**
 * Every measure of {@link neuralCollapse} of features that do not fit in memory, without the scatter [d, d]: two passes over the
 * batches, the first for class statistics, the second for what needs each example. Memory O(C d), and two tables of C^2 values up to
 * 4,096 classes, whatever the number of examples.
 *
 * @param batches makes the same examples twice, in any order; a batch may lack classes
 * @throws InputError as {@link neuralCollapse}, or when the passes differ in their examples
 * @example
 * async function* batches() {
 *   for (const { x, y } of data) {
 *     const features = tf.tidy(() => embedding(x));
 *     try {
 *       yield { features, labels: y };
 *     } finally {
 *       features.dispose();
 *     }
 *   }
 * }
 * const { nc1, nc4 } = await neuralCollapseOfBatches(batches, { classifier });
 */
export async function neuralCollapseOfBatches(
  batches: Batches,
  given: NeuralCollapseOfBatchesOptions = {},
): Promise<NeuralCollapse> {
  return publicCall(
    'neuralCollapseOfBatches',
    async () => {
      if (typeof batches !== 'function') {
        const remedy = 'They are read twice: pass () => batches, not an iterator that is spent after one pass.';
        refuse('batches', 'a function that starts them anew', describe(batches), remedy);
      }
      const { classes: expected, classifier, signal, onProgress, ...options } = readOptions(given, OPTIONS_OF_BATCHES);
      const turn = turns(signal);
      await turn();
      const conventions = conventionsOf(options);
      let statistics = emptyClassStatistics();
      for await (const { features, labels } of readBatches<FeatureBatch>('batches', usersCode(batches))) {
        await turn();
        const batch = await classStatistics(features, labels, {
          classes: expected,
          scatter: options.featureRank && 'exact',
          signal,
        });
        statistics = mergeStatistics(statistics, batch);
        onProgress?.(exampleCountOf(statistics), 1);
      }
      const { classes, dimension } = statistics;
      if (exampleCountOf(statistics) === 0) refuse('batches', 'with at least one example', 'none', AGAIN);
      const values = classifier && (await readClassifier(classifier, classes, dimension));
      const span = meanSpan(statistics, options);
      const distances = meanDistances(statistics);
      const pass = residualPass({ statistics, span, distances, classifier: values, pairs: options.perPair });
      let examples: ResidualMeasures;
      try {
        for await (const { features, labels } of readBatches<FeatureBatch>('batches', usersCode(batches))) {
          const { n, d } = featureShape(features);
          if (d !== dimension) refuse('features', `of ${dimension} values each, as in the first pass`, `${d}`, AGAIN);
          const read = await readLabels(labels, { n, features: features.shape, classes });
          const rows = await labelledRows(features, read.labels, classes);
          for (const block of rows.about(pass.origin, pass.unit)) {
            await turn();
            await pass.add(block);
          }
          onProgress?.(
            pass.seen.reduce((sum, count) => sum + count, 0),
            2,
          );
        }
        checkSeen(pass.seen, statistics);
        examples = pass.result();
      } finally {
        pass.dispose();
      }
      return makeRecord(
        { statistics, conventions, distances, span, classifier: values, examples, nc1: examples.nc1 },
        options,
      );
    },
    { statistics: 'features' },
  );
}

const AGAIN =
  'Each call must make a new iterator. Make the same examples in both passes: no new shuffle into a part of the data, no new augmentation.';

function checkSeen(seen: Float64Array, { counts }: ClassStatistics): void {
  const c = counts.findIndex((count, at) => count !== seen[at]);
  if (c >= 0) refuse('batches', `as in the first pass, ${counts[c]} examples of class ${c}`, `${seen[c]}`, AGAIN);
}
