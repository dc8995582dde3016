import type { Tensor } from '@tensorflow/tfjs-core';

/** What of a `tf.LayersModel` the trainer uses. */
export interface TrainableModel {
  apply(x: Tensor, options: { training: boolean }): unknown;
  getWeights(trainableOnly?: boolean): Tensor[];
}
