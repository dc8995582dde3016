import { train as optimizers } from '@tensorflow/tfjs-core';
import { readDataset } from '../data/dataset/readDataset.js';
import { shuffledBatches } from '../data/dataset/shuffledBatches.js';
import type { Batch, ImageBatch, ImageDataset } from '../data/dataset/types.js';
import { checkNumber, refuse } from '../input/checks.js';
import { abortSignal, callback, integer, needed, number, readOptions, seed as seedOption } from '../input/options.js';
import { publicCall, usersCode } from '../input/publicCall.js';
import { disposeOptimizer } from '../tfjs/disposeOptimizer.js';
import { areFinite, descend, snapshot } from './descent.js';
import { readModel, readWeights, refuseProbabilities } from './readModel.js';
import type { TrainableModel } from './trainableModel.js';
import { trainingBatches } from './trainingBatches.js';

/** Options of {@link train}. */
export interface TrainOptions {
  /** Number of gradient steps. */
  steps: number;
  /** Number of examples in a step. The default is 64. */
  batchSize?: number;
  /** The learning rate, or a function of the step (1 for the first) that returns it. The default is 0.05. */
  learningRate?: number | ((step: number) => number);
  /** Momentum of the descent. The default is 0.9. */
  momentum?: number;
  /**
   * The factor of the sum of squares of all kernels in the loss. Kernels are weights of rank 2 and more, not biases and
   * those of batch norm. The default is 0.
   */
  l2?: number;
  /** Seed of the order of the examples. The default is 0. */
  seed?: number;
  /**
   * A function that changes each batch before it is normalised, such as
   * `(batch, step) => padCropFlip(batch, { seed: step })`.
   */
  augment?: (batch: ImageBatch, step: number) => ImageBatch;
  /** A signal that ends the training after the step under way. */
  signal?: AbortSignal;
  /** A function that is called, and awaited, after every step. */
  onStep?: (step: TrainingStep) => unknown;
}

/** What {@link TrainOptions.onStep} is passed after a step. */
export interface TrainingStep {
  /** Number of the step, 1 for the first. */
  readonly step: number;
  /** Cross-entropy of the batch before the step, without the L2 term, in nats. */
  readonly loss: number;
  /** Seconds for which the step waited for its images. They are read while the steps before it are computed. */
  readonly waited: number;
}

/**
 * Trains a classifier, so that its features can be watched while they collapse: stochastic gradient descent with
 * momentum on the softmax cross-entropy of the logits.
 *
 * @remarks Batch norm is in training mode. The same seed gives the same numbers on the same backend. Where the loss is
 * no longer finite, the weights go back to those of the last step at which it was.
 *
 * @param model A LayersModel that maps images [n, ...] to logits [n, C]. One that ends in softmax or sigmoid is
 * refused.
 * @param data The labelled images.
 * @returns The number of steps that were taken: `steps`, or fewer after an abort.
 * @throws InputError for a bad option, for a model whose output is not logits, or when the loss is no longer finite.
 * @example
 * const model = mlp({ hidden: [32] });
 * let loss = Infinity;
 * const onStep = (step) => {
 *   loss = step.loss;
 * };
 * await train(model, mnist.train, { steps: 40, onStep }); // 40: the steps that it took
 * loss < Math.log(10); // true: less than that of a guess
 */
export async function train(model: TrainableModel, data: ImageDataset, options: TrainOptions): Promise<number> {
  return publicCall('train', async () => {
    const {
      steps,
      batchSize = 64,
      learningRate = 0.05,
      momentum = 0.9,
      l2 = 0,
      seed = 0,
      augment,
      signal,
      onStep,
    } = readOptions(options, TRAIN_OPTIONS);
    const set = readDataset(data);
    const { variables, weights } = readWeights(readModel(model, set));
    const rateAt = (step: number) =>
      checkNumber(
        'learningRate',
        typeof learningRate === 'function' ? usersCode(() => learningRate(step)) : learningRate,
      );
    const firstRate = rateAt(1);
    const batches = trainingBatches(set, shuffledBatches(set.size, { batchSize, seed }), {
      batchSize,
      augment,
      signal,
    });
    await refuseProbabilities(model, set);
    const optimizer = optimizers.momentum(firstRate, momentum);
    let sound = snapshot(weights); // the weights with which the loss was last finite
    const diverged = (got: string): never => {
      sound.restore();
      return refuse(
        'learningRate',
        'small enough to converge',
        got,
        'Lower it. The weights are those of a step before.',
      );
    };
    try {
      for (let step = 1; step <= steps; step++) {
        if (signal?.aborted) return step - 1;
        if (step > 1 && typeof learningRate === 'function') optimizer.setLearningRate(rateAt(step));
        const asked = performance.now();
        const batch = await nextOf(batches, signal);
        if (!batch) return step - 1;
        const waited = (performance.now() - asked) / 1000;
        const before = snapshot(weights);
        const loss = await descend(model, batch, { optimizer, variables, classes: set.classes, l2 }).catch((error) => {
          before.dispose();
          throw error;
        });
        const last = Number.isFinite(loss) ? sound : before;
        if (last === sound) sound = before;
        last.dispose();
        if (last === before) diverged(`a loss of ${loss} at step ${step}`);
        await onStep?.({ step, loss, waited });
        await new Promise((resolve) => setTimeout(resolve)); // a turn for signals, timers and the page
      }
      if (!(await areFinite(weights))) diverged(`weights that are not finite after step ${steps}`);
      return steps;
    } finally {
      await batches.return(undefined as never);
      sound.dispose();
      disposeOptimizer(optimizer);
    }
  });
}

/** The next batch, or nothing where the signal ends the training before it is read. */
async function nextOf(batches: AsyncGenerator<Batch, never>, signal?: AbortSignal): Promise<Batch | undefined> {
  try {
    return (await batches.next()).value;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return undefined;
    throw error;
  }
}

const TRAIN_OPTIONS = {
  steps: needed(integer(1)),
  batchSize: integer(1),
  learningRate: (argument: string, value: unknown) =>
    typeof value === 'function' ? (value as (step: number) => number) : checkNumber(argument, value),
  momentum: number(),
  l2: number(),
  seed: seedOption,
  augment: callback<(batch: ImageBatch, step: number) => ImageBatch>(),
  signal: abortSignal,
  onStep: callback<(step: TrainingStep) => unknown>(),
};
