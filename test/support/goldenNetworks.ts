import * as tf from '@tensorflow/tfjs-core';
import type fixture from '../fixtures/gc_small.json';
import type { GoldenArray } from './golden.js';

type Upload = (array: GoldenArray) => tf.Tensor;
type Layers<K extends keyof typeof fixture> = (typeof fixture)[K];

/** tanh, ReLU and a dense layer, [n, 4] -> [n, 3]: the perceptron of the golden file. */
export const perceptron = (weights: Layers<'mlp'>, upload: Upload) => (x: tf.Tensor) => {
  const { W1, b1, W2, b2, W3, b3 } = weights;
  const dense = (input: tf.Tensor, W: GoldenArray, b: GoldenArray) => tf.add(tf.matMul(input, upload(W)), upload(b));
  return dense(tf.relu(dense(tf.tanh(dense(x, W1, b1)), W2, b2)), W3, b3);
};

/**
 * Convolution, batch norm, ReLU and max pooling, flattened: the features of the golden file's convolutional network.
 */
export const convolutionalFeatures = (weights: Layers<'cnn_bn'>, upload: Upload) => (x: tf.Tensor) => {
  const { gamma, beta, mean, variance, epsilon } = weights.bn;
  const kernel = upload(weights.kernel) as tf.Tensor4D;
  const convolved = tf.add(tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same'), upload(weights.kernel_bias));
  const [m, v, b, g] = [mean, variance, beta, gamma].map((array) => upload(array) as tf.Tensor1D);
  const normalised = tf.batchNorm(convolved, m, v, b, g, epsilon);
  const pooled = tf.maxPool(tf.relu(normalised) as tf.Tensor4D, 2, 2, 'valid');
  return tf.reshape(pooled, [x.shape[0], -1]);
};
