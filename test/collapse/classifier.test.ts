import '../support/backends.js';
import * as tf from '@tensorflow/tfjs-core';
import { neuralCollapse } from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';

describe('a classifier', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each([
    [
      'a kernel that is transposed',
      [0, 1, 2],
      () => ({ weights: tf.ones([3, 2]) }),
      'classifier.weights must be a Dense kernel of shape [d, C] = [2, 3], got a float32 tensor of shape [3,2]. Pass tf.transpose(weights).',
    ],
    [
      'a bias of another length',
      [0, 1, 1],
      () => ({ weights: tf.eye(2), bias: tf.ones([3]) }),
      'classifier.bias must be a tensor of shape [C] = [2]',
    ],
    [
      'a NaN weight',
      [0, 1, 1],
      () => ({ weights: tf.tensor2d([1, Number.NaN, 0, 1], [2, 2]) }),
      'classifier.weights must be finite, got NaN',
    ],
  ])('is refused with %s', async (_, labels, classifier, message) => {
    const features = tf.tensor2d([1, 2, 3, 4, 5, 7], [3, 2]);
    await expect(neuralCollapse(features, labels, { classifier: classifier() })).rejects.toThrow(message);
  });
});
