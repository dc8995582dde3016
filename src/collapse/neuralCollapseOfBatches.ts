import { type Batches, type FeatureBatch, readBatches, requireTwoPasses } from '../input/batches.js';
import { refuse } from '../input/checks.js';
import { featureShape } from '../input/features.js';
import { readLabels } from '../input/labels.js';
import { callback, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { turns } from '../input/turns.js';
import { dot } from '../numeric/linearAlgebra.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { emptyClassStatistics, mergeStatistics } from '../statistics/mergeClassStatistics.js';
import { labelledRows } from '../statistics/rows/labelledRows.js';
import { exampleCountOf } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { assemble, type ExamplePass } from './assembly.js';
import { readClassifier } from './classifier.js';
import { NEURAL_COLLAPSE_OPTIONS, type NeuralCollapseOptions } from './neuralCollapse.js';
import type { Known, NeuralCollapseOfExamples } from './record.js';
import { visitRows } from './visitRows.js';

/** Options of {@link neuralCollapseOfBatches}. */
export interface NeuralCollapseOfBatchesOptions extends NeuralCollapseOptions {
  /** A function that is called after each batch with the number of examples that the pass, 1 or 2, has seen. */
  onProgress?: (examples: number, pass: 1 | 2) => void;
}

/** Readers of {@link NeuralCollapseOfBatchesOptions}. */
const OPTIONS_OF_BATCHES = {
  ...NEURAL_COLLAPSE_OPTIONS,
  onProgress: callback<(examples: number, pass: 1 | 2) => void>(),
};

/**
 * Measures everything that {@link neuralCollapse} measures on features that do not fit in memory.
 *
 * @remarks The batches are read twice: for class statistics, and then for the measures that need each example. No
 * scatter [d, d] is kept. Memory is O(C d), and two tables of C^2 values up to 4,096 classes, whatever the number of
 * examples.
 *
 * @param batches An array of batches, or a function that starts them anew: the same examples twice, in any order. A
 * batch may lack classes.
 * @returns One record, {@link NeuralCollapse}, of all examples.
 * @throws InputError where {@link neuralCollapse} throws one, and when the passes differ in their examples.
 * @example
 * const some = subset(mnist.train, balancedIndices(mnist.train, { count: 40 })); // four images of each class
 * async function* batches() {
 *   for await (const { x, y } of datasetBatches(some, { batchSize: 20 })) {
 *     const features = tf.tidy(() => embedding(x));
 *     try {
 *       yield { features, labels: y };
 *     } finally {
 *       features.dispose();
 *     }
 *   }
 * }
 * const { nc1, nc4, counts } = await neuralCollapseOfBatches(batches, { classifier });
 * counts; // [4, 4, 4, 4, 4, 4, 4, 4, 4, 4]
 */
export async function neuralCollapseOfBatches<
  O extends NeuralCollapseOfBatchesOptions = NeuralCollapseOfBatchesOptions,
>(
  batches: Batches<FeatureBatch>,
  options?: Known<O, NeuralCollapseOfBatchesOptions>,
): Promise<NeuralCollapseOfExamples<O>> {
  const body = async () => {
    requireTwoPasses('batches', batches);
    const given = readOptions(options, OPTIONS_OF_BATCHES);
    const { classes: expected, classifier, fourthMoments, signal, onProgress, ...asked } = given;
    const turn = turns(signal);
    await turn();
    let statistics = emptyClassStatistics();
    const ofBatch = { classes: expected, scatter: asked.featureRank && ('exact' as const), signal };
    for await (const { features, labels } of readBatches<FeatureBatch>('batches', batches, FEATURES)) {
      await turn();
      const found = await classStatistics(features, labels, ofBatch);
      const d = statistics.classes > 0 ? statistics.dimension : found.dimension;
      if (found.dimension !== d) {
        const remedy = 'Make the features of all batches with one layer.';
        refuse('features', `of ${d} values each, as in the batches before`, `${found.dimension}`, remedy);
      }
      statistics = mergeStatistics(statistics, found);
      onProgress?.(exampleCountOf(statistics), 1);
    }
    const { classes, dimension } = statistics;
    if (exampleCountOf(statistics) === 0) refuse('batches', 'with at least one example', 'none', AGAIN);
    const values = classifier && (await readClassifier(classifier, classes, dimension));
    const visit = async (pass: ExamplePass) => {
      for await (const { features, labels } of readBatches<FeatureBatch>('batches', batches, FEATURES)) {
        const { n, d } = featureShape(features);
        if (d !== dimension) refuse('features', `of ${dimension} values each, as in the first pass`, `${d}`, AGAIN);
        const read = await readLabels(labels, { n, features: features.shape, classes });
        const rows = await labelledRows(features, read.labels, classes, { turn });
        await visitRows(rows, pass, statistics, turn);
        const seen = pass.seen.reduce((sum, count) => sum + count, 0);
        onProgress?.(seen, 2);
      }
      checkPass(pass, statistics);
    };
    const pass = { addsUp: true, fourthMoments, visit };
    return assemble(statistics, values, asked, pass) as Promise<NeuralCollapseOfExamples<O>>;
  };
  return publicCall('neuralCollapseOfBatches', body, { statistics: 'features' });
}

/** What each batch is. */
const FEATURES = { key: 'features', written: '{ features, labels }' };

const AGAIN =
  'Each call must make a new iterator. Make the same examples in both passes: no new shuffle into a part of the ' +
  'data, no new augmentation.';

/**
 * How far the mean of a class may be from that of the first pass: this share of the spread of the class and of its
 * mean, since an embedding on a GPU does not return the same bits twice. Rounding of the passes is far below.
 */
const MOVED = { spread: 1e-4, mean: 2 ** -22 };

/** Refuses a second pass over other examples than the first. */
function checkPass({ seen, sums }: ExamplePass, { counts, means, squaredDeviations, dimension: d }: ClassStatistics) {
  const other = counts.findIndex((count, c) => count !== seen[c]);
  if (other >= 0) {
    refuse('batches', `as in the first pass, ${counts[other]} examples of class ${other}`, `${seen[other]}`, AGAIN);
  }
  const moved = sums.findIndex((sum, c) => {
    const mean = Math.sqrt(dot(means, means, d, c * d, c * d));
    const most = MOVED.spread * Math.sqrt(squaredDeviations[c] / counts[c]) + MOVED.mean * mean;
    return !(Math.abs(sum / counts[c]) <= most); // NaN, where a value is not finite, is refused too
  });
  if (moved >= 0) refuse('batches', 'as in the first pass', `another mean of class ${moved}`, AGAIN);
}
