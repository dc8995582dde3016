import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { neuralCollapseFromStatistics } from '../collapse/neuralCollapseFromStatistics.js';
import type { Undetermined } from '../collapse/undetermined.js';
import { batchesOf, inBatches } from '../data/dataset/datasetBatches.js';
import type { ImageDataset } from '../data/dataset/types.js';
import { geometricComplexityOfBatches } from '../geometry/geometricComplexityOfBatches.js';
import { emptyGeometricComplexity, mergeGeometricComplexities } from '../geometry/mergeGeometricComplexities.js';
import { checkFeatures } from '../geometry/products/embedding.js';
import { usersCode } from '../input/publicCall.js';
import { classStatistics } from '../statistics/classStatistics.js';
import { emptyClassStatistics, mergeStatistics } from '../statistics/mergeClassStatistics.js';
import { classify } from './classify.js';
import type { MonitoredModel } from './monitoredModel.js';

/** The state of a network on some training examples, in inference mode. */
export interface Measurement {
  /** Mean cross-entropy of the classifier, in nats. */
  readonly loss: number;
  /** Share of the examples that the classifier gets right. */
  readonly accuracy: number;
  /** Geometric complexity of the embedding, estimated from one probe per example, in (feature unit / input unit)^2. */
  readonly gc: number;
  /** Standard error of `gc` as an estimate for the distribution that the examples come from. */
  readonly gcStandardError: number;
  /** Geometric collapse of the embedding. It is absent where the features do not determine it. */
  readonly geometricCollapse?: number;
  /** Class-distance normalised variance of the features. It is absent where the features do not determine it. */
  readonly cdnv?: number;
  /** NC1 of the features. It is absent where the features do not determine it. */
  readonly nc1?: number;
  /** Why a measure of collapse is absent, by its name. It is there only where one is absent. */
  readonly undetermined?: Undetermined;
}

/** Which examples are measured, in what batches. */
interface Plan {
  readonly set: ImageDataset;
  readonly indices: Int32Array;
  readonly batchSize: number;
  readonly seed: number;
}

/** Measures a network batch by batch, and merges what was found: statistics and complexities are not averaged. */
export async function measure(
  { embedding, classifier }: MonitoredModel,
  { set, indices, batchSize, seed }: Plan,
): Promise<Measurement> {
  const { classes } = set;
  let statistics = emptyClassStatistics();
  let complexity = emptyGeometricComplexity();
  let [loss, correct] = [0, 0];
  let seen = 0;
  for await (const { x, y } of batchesOf(set, inBatches(indices, batchSize))) {
    let features: Tensor | undefined; // [n, d]
    try {
      const run = () => usersCode(() => embedding(x));
      features = tidy(() => checkFeatures(run(), x));
      statistics = mergeStatistics(statistics, await classStatistics(features, y, { classes, scatter: 'exact' }));
      const options = { classes, seed: seed + seen };
      const ofBatch = await geometricComplexityOfBatches(embedding, [{ x, y }], options);
      complexity = mergeGeometricComplexities(complexity, ofBatch);
      const classified = await classify(features, classifier, y, classes);
      loss += classified.loss * y.length;
      correct += classified.correct;
      seen += y.length;
    } finally {
      features?.dispose();
    }
  }
  const { mean: gc, standardError: gcStandardError, perClass: complexities } = complexity;
  const record = await neuralCollapseFromStatistics(statistics, { complexities });
  const { cdnv, nc1, geometricCollapse, undetermined } = record;
  return {
    loss: loss / seen,
    accuracy: correct / seen,
    gc,
    gcStandardError,
    ...(geometricCollapse !== undefined && { geometricCollapse }),
    ...(cdnv !== undefined && { cdnv }),
    ...(nc1 !== undefined && { nc1 }),
    ...(Object.keys(undetermined).length > 0 && { undetermined }),
  };
}
