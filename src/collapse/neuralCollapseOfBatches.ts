import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';
import { featureShape } from '../input/features.js';
import { type Labels, readLabels } from '../input/labels.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { exampleCountOf } from '../statistics/classMeans.js';
import type { ClassStatistics } from '../statistics/classStatistics.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { emptyClassStatistics, mergeStatistics } from '../statistics/mergeClassStatistics.js';
import { labelledRows } from '../statistics/rows.js';
import { readClassifier } from './classifier.js';
import { meanSpan } from './meanSpan.js';
import { NEURAL_COLLAPSE_OPTIONS, type NeuralCollapseOptions } from './neuralCollapse.js';
import { pairDistances } from './pairDistances.js';
import { conventionsOf, makeRecord, type NeuralCollapse } from './record.js';
import { type ResidualMeasures, residualPass } from './residualMeasures.js';

/** Features [n, ...] and their labels; who makes the batch disposes of the features, when the next one is asked for or the reading ends. */
export interface FeatureBatch {
  features: Tensor;
  labels: Labels;
}

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
  given: NeuralCollapseOptions = {},
): Promise<NeuralCollapse> {
  return publicCall(
    'neuralCollapseOfBatches',
    async () => {
      if (typeof batches !== 'function') {
        const remedy = 'They are read twice: pass () => batches, not an iterator that is spent after one pass.';
        refuse('batches', 'a function that starts them anew', describe(batches), remedy);
      }
      const { classes: expected, classifier, ...options } = readOptions(given, NEURAL_COLLAPSE_OPTIONS);
      const conventions = conventionsOf(options);
      let statistics = emptyClassStatistics();
      for await (const { features, labels } of batches()) {
        const batch = await classStatistics(features, labels, {
          classes: expected,
          scatter: options.featureRank && 'exact',
        });
        statistics = mergeStatistics(statistics, batch);
      }
      const { classes, dimension, means } = statistics;
      if (exampleCountOf(statistics) === 0) refuse('batches', 'with at least one example', 'none', AGAIN);
      const values = classifier && (await readClassifier(classifier, classes, dimension));
      const span = meanSpan(statistics, options);
      const distances = pairDistances(means, classes);
      const pass = residualPass({ statistics, span, distances, classifier: values, pairs: options.perPair });
      let examples: ResidualMeasures;
      try {
        for await (const { features, labels } of batches()) {
          const { n, d } = featureShape(features);
          if (d !== dimension) refuse('features', `of ${dimension} values each, as in the first pass`, `${d}`, AGAIN);
          const read = await readLabels(labels, { n, features: features.shape, classes });
          const rows = await labelledRows(features, read.labels, classes);
          for (const block of rows.about(pass.origin, pass.unit)) await pass.add(block);
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
