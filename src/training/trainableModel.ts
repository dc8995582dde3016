import type { Tensor } from '@tensorflow/tfjs-core';

/** What of a `tf.LayersModel` the trainer uses. Any object of this shape will do. */
export interface TrainableModel {
  /** Maps images [n, ...] to logits [n, C]. */
  apply(x: Tensor, options: { training: boolean }): unknown;
  /** The weights of the model, or those of them that are trained. */
  getWeights(trainableOnly?: boolean): Tensor[];
}
