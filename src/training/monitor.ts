import {
  add,
  argMax,
  dispose,
  losses,
  matMul,
  oneHot,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { neuralCollapseFromStatistics } from '../collapse/neuralCollapseFromStatistics.js';
import type { Undetermined } from '../collapse/undetermined.js';
import { balancedIndices, type ImageDataset, takeBatch } from '../data/dataset.js';
import {
  type DatasetComplexity,
  geometricComplexityOfDataset,
  mergeDatasetComplexities,
} from '../geometry/geometricComplexityOfDataset.js';
import { checkInteger } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { emptyClassStatistics, mergeStatistics } from '../statistics/mergeClassStatistics.js';

/** A network cut at its embedding, as `splitAtEmbedding` returns it. */
export interface MonitoredModel {
  embedding: (x: Tensor) => Tensor;
  classifier: { weights: Tensor2D; bias?: Tensor };
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
  loss: number;
  /** Share of examples that the classifier gets right. */
  accuracy: number;
  /** Geometric complexity of the embedding, one probe per example. */
  gc: number;
  /** Its standard error, for the distribution that the examples come from. */
  gcStandardError: number;
  /** Of the three measures of collapse, one that the features do not determine is absent. */
  geometricCollapse?: number;
  cdnv?: number;
  nc1?: number;
  /** Why such a measure is absent, by its name; only where one is. */
  undetermined?: Undetermined;
}

/**
 * Measures a network on several training batches, always the same ones: as many examples of every class, chosen at
 * random by the seed. Class statistics are merged over the batches and not averaged, so that a small batch does not bias them.
 *
 * @returns a function that measures the network as it is when called
 * @throws InputError when there are fewer examples than classes; at the call, as the measures do
 * @example
 * const measure = monitor(splitAtEmbedding(model), mnist.train);
 * (await measure()).gc;
 */
export function monitor(
  { embedding, classifier }: MonitoredModel,
  data: ImageDataset,
  { batches = 4, batchSize = 64, seed = 0 }: MonitorOptions = {},
): () => Promise<Measurement> {
  return publicCall('monitor', () => {
    checkInteger('batches', batches);
    checkInteger('batchSize', batchSize);
    checkInteger('batches * batchSize', batches * batchSize, data.classes);
    const indices = balancedIndices(data, { count: batches * batchSize, seed });
    return async () => {
      let statistics = emptyClassStatistics();
      let complexity: DatasetComplexity | undefined;
      let loss = 0;
      let correct = 0;
      for (let start = 0; start < indices.length; start += batchSize) {
        const { x, y } = takeBatch(data, indices.subarray(start, start + batchSize));
        const features = tidy(() => embedding(x)); // [n, d]
        const { classes } = data;
        try {
          statistics = mergeStatistics(statistics, await classStatistics(features, y, { classes, scatter: 'exact' }));
          const part = await geometricComplexityOfDataset(embedding, [{ x, y }], { classes, seed: seed + start });
          complexity = complexity ? mergeDatasetComplexities(complexity, part) : part;
          const classified = await classify(features as Tensor2D, classifier, y, data.classes);
          loss += classified.loss * y.length;
          correct += classified.correct;
        } finally {
          dispose([x, features]);
        }
      }
      const n = indices.length;
      const { mean: gc, standardError: gcStandardError, perClass: complexities } = complexity!;
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
  });
}

/** Mean cross-entropy and number of right answers of the classifier on features [n, d]. */
async function classify(
  features: Tensor2D,
  { weights, bias }: MonitoredModel['classifier'],
  y: Int32Array,
  classes: number,
): Promise<{ loss: number; correct: number }> {
  const [cost, answers] = tidy(() => {
    const products = matMul(features, weights); // [n, C]
    const logits = bias ? add(products, bias) : products;
    return [losses.softmaxCrossEntropy(oneHot(tensor1d(y, 'int32'), classes), logits), argMax(logits, -1)];
  });
  const [[loss], right] = [await cost.data(), await answers.data()];
  dispose([cost, answers]);
  return { loss, correct: y.reduce((count, label, i) => count + (label === right[i] ? 1 : 0), 0) };
}
