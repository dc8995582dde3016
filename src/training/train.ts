import { train as optimizers } from '@tensorflow/tfjs-core';
import { batchOf, shuffledBatches } from '../data/dataset.js';
import type { ImageDataset } from '../data/imageDataset.js';
import { readLabelledDataset } from '../data/readDataset.js';
import { checkNumber, refuse } from '../input/checks.js';
import { abortSignal, callback, integer, needed, number, readOptions, seed as seedOption } from '../input/options.js';
import { publicCall, usersCode } from '../input/publicCall.js';
import { disposeOptimizer } from '../tfjs/disposeOptimizer.js';
import { areFinite, descend, snapshot } from './descent.js';
import { readModel, readWeights, refuseProbabilities } from './readModel.js';
import type { TrainableModel } from './trainableModel.js';

/** Options of {@link train}. */
export interface TrainOptions {
  /** Gradient steps. */
  steps: number;
  /** Examples a step; default 64. */
  batchSize?: number;
  /** One for all steps, or that of each step (1 for the first); default 0.05. */
  learningRate?: number | ((step: number) => number);
  /** Default 0.9. */
  momentum?: number;
  /** Adds l2 . sum of squares of all kernels (weights of rank 2 and more, not biases and batch norm) to the loss; default 0. */
  l2?: number;
  /** Of the order of the examples; default 0. */
  seed?: number;
  /** Stops after the step under way. */
  signal?: AbortSignal;
  /** Called, and awaited, after every step. */
  onStep?: (step: TrainingStep) => unknown;
}

/** One step, for {@link TrainOptions.onStep}. */
export interface TrainingStep {
  /** 1 for the first. */
  readonly step: number;
  /** Cross-entropy of the batch before the step, without the L2 term, in nats. */
  readonly loss: number;
}

/**
 * Trains a classifier by stochastic gradient descent with momentum on the softmax cross-entropy of its logits. Batch
 * norm is in training mode. The same seed gives the same numbers on the same backend.
 *
 * @param model maps images [n, ...] to logits [n, C]
 * @returns the number of steps done: `steps`, or fewer after an abort
 * @throws InputError for a bad option, or when the loss is no longer finite
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
      signal,
      onStep,
    } = readOptions(options, TRAIN_OPTIONS);
    const set = readLabelledDataset(data);
    const { variables, weights } = readWeights(readModel(model, set));
    const rateAt = (step: number) =>
      checkNumber(
        'learningRate',
        typeof learningRate === 'function' ? usersCode(() => learningRate(step)) : learningRate,
      );
    const firstRate = rateAt(1);
    const batches = shuffledBatches(set.labels.length, { batchSize, seed });
    await refuseProbabilities(model, set);
    const optimizer = optimizers.momentum(firstRate, momentum);
    let sound = snapshot(weights); // those that the loss was last finite with
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
        const before = snapshot(weights);
        const batch = batchOf(set, batches.next().value);
        const loss = await descend(model, batch, { optimizer, variables, classes: set.classes, l2 }).catch((error) => {
          before.dispose();
          throw error;
        });
        const last = Number.isFinite(loss) ? sound : before;
        if (last === sound) sound = before;
        last.dispose();
        if (last === before) diverged(`a loss of ${loss} at step ${step}`);
        await onStep?.({ step, loss });
        await new Promise((resolve) => setTimeout(resolve)); // a turn for signals, timers and the page
      }
      if (!(await areFinite(weights))) diverged(`weights that are not finite after step ${steps}`);
      return steps;
    } finally {
      sound.dispose();
      disposeOptimizer(optimizer);
    }
  });
}

const TRAIN_OPTIONS = {
  steps: needed(integer(1)),
  batchSize: integer(1),
  learningRate: (argument: string, value: unknown) =>
    typeof value === 'function' ? (value as (step: number) => number) : checkNumber(argument, value),
  momentum: number(),
  l2: number(),
  seed: seedOption,
  signal: abortSignal,
  onStep: callback<(step: TrainingStep) => unknown>(),
};
