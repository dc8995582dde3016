/**
 * Faults of TensorFlow.js 4.22 that docs/backends.md lists. A test that fails here says that one of them is repaired:
 * take it off the list.
 */
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';

onEveryBackend('known faults', (backend) => {
  beforeAll(registerWasmKernels);

  it(`overlapping average pooling has ${backend === 'cpu' ? 'a wrong' : 'the right'} gradient`, () => {
    const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same');
    const x = tf.ones([1, 4, 4, 1]) as tf.Tensor4D;
    const total = tf.tidy(() => tf.sum(tf.grad(pool)(x, tf.ones([1, 2, 2, 1]))).dataSync()[0]);
    // Every window's weights sum to 1, so the gradient sums to the number of windows.
    if (backend === 'cpu') expect(Math.abs(total - 4)).toBeGreaterThan(0.1);
    else expect(total).toBeCloseTo(4, 5);
  });

  it('batch norm without a scale has no gradient', () => {
    const model = sequential({ layers: [layers.batchNormalization({ scale: false, inputShape: [2, 2, 3] })] });
    const loss = () =>
      tf.sum(tf.square(model.apply(tf.ones([2, 2, 2, 3]), { training: true }) as tf.Tensor)) as tf.Scalar;
    expect(() => tf.tidy(() => tf.variableGrads(loss, model.getWeights(true) as tf.Variable[]))).toThrow();
  });

  it('a dilated tf.layers convolution without an activation has no gradient, with one it has', () => {
    const gradient = (activation: 'linear' | 'relu') => {
      const options = { filters: 2, kernelSize: 3, dilationRate: 2, activation, inputShape: [7, 7, 1] };
      const model = sequential({ layers: [layers.conv2d(options)] });
      return tf.tidy(() =>
        tf
          .grad((x) => model.apply(x) as tf.Tensor)(tf.ones([1, 7, 7, 1]))
          .dataSync(),
      );
    };
    expect(() => gradient('linear')).toThrow('dilation');
    expect(gradient('relu').length).toBe(49);
  });
});
