import * as tf from '@tensorflow/tfjs-core';
import { resnet, vgg } from 'geocollapse/models';
import { inputGradientsOnly } from '../../src/tfjs/tape/inputGradientsOnly.js';

/** What is timed, each a synchronous call that ends when its numbers are there. */
export interface Workload {
  /** The model in inference mode, [32, 32, 32, 3] -> [32, 10]. */
  forward(): void;
  /** Gradient of sum(model(x) * cotangent) in x, forward pass included. */
  inputGradient(): void;
  /** One step of gradient descent with momentum: forward, every gradient, update. */
  trainingStep(): void;
}

/** Networks of full width with batch norm, for inputs of CIFAR's shape. */
export const NETWORKS = {
  vgg13: () => vgg({ depth: 13 }),
  resnet18: () => resnet({ depth: 18, inputShape: [32, 32, 3], classes: 10, stem: 'cifar' }),
};
export type NetworkName = keyof typeof NETWORKS;

/** A network on a batch of CIFAR's shape. */
export function workload(network: NetworkName, { batch = 32, size = 32 } = {}): Workload {
  const model = NETWORKS[network]();
  const x = tf.randomNormal([batch, size, size, 3], 0, 1, 'float32', 1);
  const cotangent = tf.randomNormal([batch, 10], 0, 1, 'float32', 2);
  const target = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batch }, (_, i) => i % 10),
      'int32',
    ),
    10,
  );
  const variables = model.getWeights(true) as tf.Variable[];
  const optimizer = tf.train.momentum(0.001, 0.9);
  const run = (work: () => tf.Tensor) => {
    const result = tf.tidy(work);
    result.dataSync();
    result.dispose();
  };
  const apply = (input: tf.Tensor, training = false) => model.apply(input, { training }) as tf.Tensor;
  return {
    forward: () => run(() => apply(x)),
    inputGradient: () => run(() => inputGradientsOnly(() => tf.grad((input) => apply(input))(x, cotangent))),
    trainingStep: () =>
      run(() => {
        const loss = () => tf.losses.softmaxCrossEntropy(target, apply(x, true)) as tf.Scalar;
        return optimizer.minimize(loss, true, variables)!;
      }),
  };
}
