import * as tf from '@tensorflow/tfjs-core';
import { inputGradientsOnly } from 'geocollapse/backends';
import { vgg } from 'geocollapse/models';

/** What is timed, each a synchronous call that ends when its numbers are there. */
export interface Workload {
  /** The model in inference mode, [32, 32, 32, 3] -> [32, 10]. */
  forward(): void;
  /** Gradient of sum(model(x) * cotangent) in x, forward pass included. */
  inputGradient(): void;
  /** One step of gradient descent with momentum: forward, every gradient, update. */
  trainingStep(): void;
}

/** A VGG-13 with batch norm at full width on a batch of CIFAR's shape. */
export function vgg13({ batch = 32, size = 32 } = {}): Workload {
  const model = vgg({ depth: 13 });
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
