import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity, jacobian, squaredJacobianNorms } from 'geocollapse';
import { it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { golden, goldenTensor } from '../support/golden.js';
import * as networks from '../support/goldenNetworks.js';

const { mlp, cnn_bn: cnn } = golden('gc_small');

const perceptron = networks.perceptron(mlp, goldenTensor);
const convolutionalFeatures = networks.convolutionalFeatures(cnn, goldenTensor);
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
