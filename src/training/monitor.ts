import {
  add,
  argMax,
  dispose,
  losses,
  matMul,
  oneHot,
  reshape,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkClassifier, classifierOption } from '../collapse/classifier.js';
import { neuralCollapseFromStatistics } from '../collapse/neuralCollapseFromStatistics.js';
import type { Undetermined } from '../collapse/undetermined.js';
import { balancedIndices, batchOf } from '../data/dataset.js';
import type { ImageDataset } from '../data/imageDataset.js';
import { readLabelledDataset } from '../data/readDataset.js';
import { geometricComplexityOfBatches } from '../geometry/geometricComplexityOfBatches.js';
import { emptyGeometricComplexity, mergeGeometricComplexities } from '../geometry/mergeGeometricComplexities.js';
import { checkFeatures } from '../geometry/products/embedding.js';
import { describe, refuse } from '../input/checks.js';
import { integer, isPlainObject, readOptions, seed as seedOption } from '../input/options.js';
import { publicCall, usersCode } from '../input/publicCall.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { emptyClassStatistics, mergeStatistics } from '../statistics/mergeClassStatistics.js';

/** A network cut at its embedding, as `splitAtEmbedding` returns it. */
export interface MonitoredModel {
  readonly embedding: (x: Tensor) => Tensor;
  readonly classifier: { weights: Tensor2D; bias?: Tensor };
}

/** Options of {@link monitor}. */
export interface MonitorOptions {
  /** Batches that are measured; default 4. */
  batches?: number;
  /** Examples a batch, default 64. */
  batchSize?: number;
  /** Of the choice of examples and of the probes; default 0. */
  seed?: number;
}

/** The state of a network on some training examples, in inference mode. */
export interface Measurement {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** Share of examples that the classifier gets right. */
  readonly accuracy: number;
  /** Geometric complexity of the embedding, one probe per example. */
  readonly gc: number;
  /** Its standard error, for the distribution that the examples come from. */
  readonly gcStandardError: number;
  /** Of the three measures of collapse, one that the features do not determine is absent. */
  readonly geometricCollapse?: number;
  readonly cdnv?: number;
  readonly nc1?: number;
  /** Why such a measure is absent, by its name; only where one is. */
  readonly undetermined?: Undetermined;
}

/**
 * Measures a network on several training batches, always the same ones: as many examples of every class, chosen at
 * random by the seed. Class statistics are merged over the batches and not averaged, so that a small batch does not bias them.
 *
 * @returns a function that measures the network as it is when called
 * @throws InputError when there are fewer examples than classes; at the call, as the measures do
 * @example
 * const measure = monitor(splitAtEmbedding(model), mnist.train, { batches: 1 });
 * Object.keys(await measure()); // ['loss', 'accuracy', 'gc', 'gcStandardError', 'geometricCollapse', 'cdnv', 'nc1']
 */
export function monitor(
  model: MonitoredModel,
  data: ImageDataset,
  options: MonitorOptions = {},
): () => Promise<Measurement> {
  return publicCall(
    'monitor',
    () => {
      const { batches = 4, batchSize = 64, seed = 0 } = readOptions(options, MONITOR_OPTIONS);
      const { embedding, classifier } = readSplit(model);
      const set = readLabelledDataset(data);
      const { classes } = set;
      const count = batches * batchSize;
      if (count < classes) {
        refuse(
          'batches',
          `enough for an example of each of ${classes} classes`,
          `${count} examples`,
          'Raise batchSize.',
        );
      }
      if (count > set.labels.length) {
        refuse(
          'batches',
          `no more than the ${set.labels.length} examples that there are`,
          `${count}`,
          'Lower batchSize.',
        );
      }
      const indices = balancedIndices(set, { count, seed });
      const measure = async () => {
        let statistics = emptyClassStatistics();
        let complexity = emptyGeometricComplexity();
        let loss = 0;
        let correct = 0;
        for (let start = 0; start < indices.length; start += batchSize) {
          const { x, y } = batchOf(set, indices.subarray(start, start + batchSize));
          let features: Tensor | undefined; // [n, d]
          try {
            features = tidy(() =>
              checkFeatures(
                usersCode(() => embedding(x)),
                x,
              ),
            );
            statistics = mergeStatistics(statistics, await classStatistics(features, y, { classes, scatter: 'exact' }));
            const options = { classes, seed: seed + start };
            const ofBatch = await geometricComplexityOfBatches(embedding, [{ x, y }], options);
            complexity = mergeGeometricComplexities(complexity, ofBatch);
            const classified = await classify(features, classifier, y, classes);
            loss += classified.loss * y.length;
            correct += classified.correct;
          } finally {
            x.dispose();
            features?.dispose();
          }
        }
        const n = indices.length;
        const { mean: gc, standardError: gcStandardError, perClass: complexities } = complexity;
        const record = await neuralCollapseFromStatistics(statistics, { complexities });
        const { cdnv, nc1, geometricCollapse, undetermined } = record;
        return {
          loss: loss / n,
          accuracy: correct / n,
          gc,
          gcStandardError,
          ...(geometricCollapse !== undefined && { geometricCollapse }),
          ...(cdnv !== undefined && { cdnv }),
          ...(nc1 !== undefined && { nc1 }),
          ...(Object.keys(undetermined).length > 0 && { undetermined }),
        };
      };
      return () => publicCall('monitor', measure, { f: 'embedding', 'f(x)': 'embedding(x)', statistics: 'embedding' });
    },
    { count: 'batches' },
  );
}

const MONITOR_OPTIONS = { batches: integer(1), batchSize: integer(1), seed: seedOption };

/** The parts of a network as an argument. */
function readSplit(model: MonitoredModel): MonitoredModel {
  const remedy = 'Pass splitAtEmbedding(model).';
  if (!isPlainObject(model)) refuse('model', 'an object { embedding, classifier }', describe(model), remedy);
  const { embedding, classifier } = model as MonitoredModel;
  if (typeof embedding !== 'function') refuse('embedding', 'a function of a batch', describe(embedding), remedy);
  if (classifier === undefined) {
    const other = 'Cut before the last Dense layer: splitAtEmbedding(model) without a layer.';
    refuse('classifier', 'an object { weights, bias }', 'none', other);
  }
  return { embedding, classifier: classifierOption('classifier', classifier) as MonitoredModel['classifier'] };
}

/** Mean cross-entropy and number of right answers of the classifier on features [n, d]. */
async function classify(
  features: Tensor,
  { weights, bias }: MonitoredModel['classifier'],
  y: Int32Array,
  classes: number,
): Promise<{ loss: number; correct: number }> {
  const d = features.size / y.length;
  checkClassifier({ weights, bias }, classes, d);
  const [cost, answers] = tidy(() => {
    const products = matMul(reshape(features, [y.length, d]) as Tensor2D, weights); // [n, C]
    const logits = bias ? add(products, bias) : products;
    return [losses.softmaxCrossEntropy(oneHot(tensor1d(y, 'int32'), classes), logits), argMax(logits, -1)];
  });
  const [[loss], right] = await Promise.all([cost.data(), answers.data()]).finally(() => dispose([cost, answers]));
  return { loss, correct: y.reduce((count, label, i) => count + (label === right[i] ? 1 : 0), 0) };
}
