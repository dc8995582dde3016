import {
  add,
  addN,
  keep,
  losses,
  mul,
  oneHot,
  train as optimizers,
  type Scalar,
  square,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { type Batch, type ImageDataset, shuffledBatches, takeBatch } from '../data/dataset.js';
import { checkInteger, checkNumber, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';

/** What of a `tf.LayersModel` the trainer uses. */
export interface TrainableModel {
  apply(x: Tensor, options: { training: boolean }): unknown;
  getWeights(trainableOnly?: boolean): Tensor[];
}

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
  step: number;
  /** Cross-entropy of the batch before the step, without the L2 term, in nats. */
  loss: number;
}

/**
 * Trains a classifier by stochastic gradient descent with momentum on the softmax cross-entropy of its logits. Batch
 * norm is in training mode. The same seed gives the same numbers on the same backend.
 *
 * @param model maps images [n, ...] to logits [n, C]
 * @returns the number of steps done: `steps`, or fewer after an abort
 * @throws InputError for a bad option, or when the loss is no longer finite
 * @example
 * await train(vgg({ depth: 11 }), mnist.train, { steps: 100, onStep: ({ step, loss }) => console.log(step, loss) });
 */
export async function train(
  model: TrainableModel,
  data: ImageDataset,
  { steps, batchSize = 64, learningRate = 0.05, momentum = 0.9, l2 = 0, seed = 0, signal, onStep }: TrainOptions,
): Promise<number> {
  return publicCall('train', async () => {
    checkInteger('steps', steps);
    for (const [name, value] of Object.entries({ momentum, l2 })) checkNumber(name, value);
    const rateAt = (step: number) =>
      checkNumber('learningRate', typeof learningRate === 'function' ? learningRate(step) : learningRate);
    const optimizer = optimizers.momentum(rateAt(1), momentum);
    const variables = model.getWeights(true) as Variable[];
    const kernels = variables.filter((variable) => variable.rank >= 2);
    const batches = shuffledBatches(data.labels.length, { batchSize, seed });
    /** One gradient step, and the cross-entropy before it. */
    const descend = async ({ x, y }: Batch): Promise<number> => {
      const crossEntropy = tidy(() => {
        const target = oneHot(tensor1d(y, 'int32'), data.classes); // [n, C]
        let kept: Scalar | undefined;
        const objective = (): Scalar => {
          kept = keep(losses.softmaxCrossEntropy(target, model.apply(x, { training: true }) as Tensor)) as Scalar;
          return add(kept, l2 === 0 ? 0 : mul(addN(kernels.map((w) => sum(square(w)))), l2));
        };
        try {
          optimizer.minimize(objective, false, variables);
          return kept as unknown as Scalar;
        } finally {
          x.dispose();
        }
      });
      const [loss] = await crossEntropy.data();
      crossEntropy.dispose();
      return loss;
    };
    try {
      for (let step = 1; step <= steps; step++) {
        if (signal?.aborted) return step - 1;
        if (step > 1 && typeof learningRate === 'function') optimizer.setLearningRate(rateAt(step));
        const loss = await descend(takeBatch(data, batches.next().value));
        if (!Number.isFinite(loss)) {
          refuse('learningRate', 'small enough to converge', `a loss of ${loss} at step ${step}`, 'Lower it.');
        }
        await onStep?.({ step, loss });
        await new Promise((resolve) => setTimeout(resolve)); // a turn for signals, timers and the page
      }
      return steps;
    } finally {
      optimizer.dispose();
      // MomentumOptimizer forgets the constant of the class it extends.
      (optimizer as unknown as { c: Scalar }).c.dispose();
    }
  });
}
