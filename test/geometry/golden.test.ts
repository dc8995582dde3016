import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity, jacobian, squaredJacobianNorms } from 'geocollapse';
import { it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { golden, goldenTensor } from '../support/golden.js';

const { mlp, cnn_bn: cnn } = golden('gc_small');

const perceptron = (x: tf.Tensor) => {
  const [W1, b1, W2, b2, W3, b3] = [mlp.W1, mlp.b1, mlp.W2, mlp.b2, mlp.W3, mlp.b3].map(goldenTensor);
  const hidden = tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, W1 as tf.Tensor2D), b1));
  const second = tf.relu(tf.add(tf.matMul(hidden as tf.Tensor2D, W2 as tf.Tensor2D), b2));
  return tf.add(tf.matMul(second as tf.Tensor2D, W3 as tf.Tensor2D), b3);
};

const convolutionalFeatures = (x: tf.Tensor) => {
  const { gamma, beta, mean, variance, epsilon } = cnn.bn;
  const convolved = tf.add(
    tf.conv2d(x as tf.Tensor4D, goldenTensor(cnn.kernel) as tf.Tensor4D, 1, 'same'),
    goldenTensor(cnn.kernel_bias),
  );
  const [m, v, b, g] = [mean, variance, beta, gamma].map((array) => goldenTensor(array) as tf.Tensor1D);
  const normalised = tf.batchNorm(convolved, m, v, b, g, epsilon);
  const pooled = tf.maxPool(tf.relu(normalised) as tf.Tensor4D, 2, 2, 'valid');
  return tf.reshape(pooled, [x.shape[0], -1]);
};

const logits = (x: tf.Tensor) =>
  tf.add(
    tf.matMul(convolutionalFeatures(x) as tf.Tensor2D, goldenTensor(cnn.dense) as tf.Tensor2D),
    goldenTensor(cnn.dense_bias),
  );

onEveryBackend('the golden Jacobians', () => {
  it('of a tanh-ReLU perceptron: every entry, every norm, and the mean (not half of it)', async () => {
    const x = goldenTensor(mlp.x);
    expectAllClose(await jacobian(perceptron, x).data(), mlp.J.values, 1e-5);
    expectAllClose(await squaredJacobianNorms(perceptron, x), mlp.per_sample.values, 1e-5, 0);
    expectClose((await geometricComplexity(perceptron, x, { estimator: 'exact' })).mean, mlp.GC, 1e-5);
  });

  it('of convolution, batch norm, ReLU, max pooling and a dense layer, at the logits and at the features', async () => {
    const x = goldenTensor(cnn.x);
    expectAllClose(await squaredJacobianNorms(logits, x), cnn.per_sample_gc_logits.values, 1e-5, 0);
    expectAllClose(await squaredJacobianNorms(convolutionalFeatures, x), cnn.per_sample_gc_flatten.values, 1e-5, 0);
  });
});
