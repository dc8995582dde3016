import { concat, mul, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { followedTensor } from './followedTensor.js';

/**
 * The last linear layer of a network: logits [n, C] = features [n, d] weights [d, C] + bias [C]. Its tensors are live
 * and belong to the model, so do not dispose of them.
 */
export interface Classifier {
  /** The weights [d, C], as a Dense kernel has them. */
  readonly weights: Tensor2D;
  /** The bias [C]. It is absent where the layer has none. */
  readonly bias?: Tensor1D;
}

/**
 * A classifier of live weights. One unit z for two classes is given as two columns, [-w / 2, w / 2], and its bias
 * likewise: the sigmoid of z is the softmax of (-z / 2, z / 2), and measures of two classes expect a column for each.
 */
export function classifierOfColumns(weights: () => Tensor2D, bias: (() => Tensor1D) | undefined): Classifier {
  const two = weights().shape[1] === 1;
  const halves = (w: Tensor) => concat([mul(w, -0.5), mul(w, 0.5)], -1);
  const columns = <T extends Tensor>(live: () => T) =>
    two ? () => followedTensor<T>(live(), 'halves', halves)() : live;
  const [allWeights, allBias] = [columns(weights), bias && columns(bias)];
  return Object.defineProperties({} as Classifier, {
    weights: { get: allWeights, enumerable: true },
    ...(allBias && { bias: { get: allBias, enumerable: true } }),
  });
}
