import {
  add,
  addN,
  dispose,
  keep,
  losses,
  mul,
  type NamedTensorMap,
  type Optimizer,
  oneHot,
  type Scalar,
  square,
  sum,
  tensor1d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Batch } from '../data/dataset/types.js';
import { refuse } from '../input/checks.js';
import { checkLogits } from './readModel.js';
import type { TrainableModel } from './trainableModel.js';

/**
 * Takes one gradient step on a batch, which is disposed of. Where the loss is not finite, no weight is changed.
 *
 * @returns The cross-entropy of the batch before the step, in nats.
 */
export async function descend(
  model: TrainableModel,
  { x, y }: Batch,
  { optimizer, variables, classes, l2 }: Descent,
): Promise<number> {
  const kernels = variables.filter((variable) => variable.rank >= 2);
  let crossEntropy: Scalar | undefined;
  let gradients: NamedTensorMap = {};
  const objective = (): Scalar => {
    const logits = checkLogits(model.apply(x, { training: true }), y.length, classes);
    crossEntropy = keep(losses.softmaxCrossEntropy(oneHot(tensor1d(y, 'int32'), classes), logits)) as Scalar;
    return add(crossEntropy, l2 === 0 ? 0 : mul(addN(kernels.map((w) => sum(square(w)))), l2));
  };
  try {
    gradients = tidy(() => variableGrads(objective, variables).grads);
    const [loss] = await (crossEntropy as unknown as Scalar).data();
    if (Number.isFinite(loss))
      optimizer.applyGradients(Object.entries(gradients).map(([name, tensor]) => ({ name, tensor })));
    return loss;
  } catch (error) {
    if (!/connection between any variable/.test((error as Error)?.message)) throw error;
    const remedy = 'Compute the logits from the weights with TensorFlow.js operations.';
    return refuse('model', 'one whose logits depend on its trainable weights', 'others', remedy);
  } finally {
    dispose([x, ...(crossEntropy ? [crossEntropy] : []), ...Object.values(gradients)]);
  }
}

/** What a step is taken with. */
interface Descent {
  optimizer: Optimizer;
  variables: Variable[];
  classes: number;
  /** The factor of the sum of squares of all kernels in the loss. */
  l2: number;
}

/** Keeps weights as they are now. The copies share the memory of the weights until these change. */
export function snapshot(weights: readonly Variable[]) {
  const held = weights.map((weight) => weight.clone());
  return {
    restore: () => {
      for (const [i, weight] of weights.entries()) weight.assign(held[i]);
    },
    dispose: () => dispose(held),
  };
}

/** Whether every weight is a finite number. */
export async function areFinite(weights: readonly Variable[]): Promise<boolean> {
  const poison = tidy(() => addN(weights.map((weight) => sum(mul(weight, 0))))); // 0, or NaN
  const [value] = await poison.data();
  poison.dispose();
  return value === 0;
}
