import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { geometricComplexity, geometricComplexityPenalty, jacobian, squaredJacobianNorms } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose } from '../../support/close.js';
import { expectNoLeak } from '../../support/leaks.js';

type F = (x: tf.Tensor) => tf.Tensor;
const filter = () => tf.ones([5, 5, 1, 1]) as tf.Tensor4D;
const mean = (t: tf.Tensor) => tf.mean(t, [1, 2]);

onEveryBackend('images that are too small for the network', () => {
  beforeAll(registerWasmKernels);
  const nets: Record<string, () => F> = {
    'a convolution': () => (x) => mean(tf.conv2d(x as tf.Tensor4D, filter(), 1, 'valid')),
    'a depthwise convolution': () => (x) => mean(tf.depthwiseConv2d(x as tf.Tensor4D, filter(), 1, 'valid')),
    'max pooling': () => (x) => mean(tf.maxPool(x as tf.Tensor4D, 5, 2, 'valid')),
    'average pooling': () => (x) => mean(tf.avgPool(x as tf.Tensor4D, [5, 1], 1, 'valid')),
    'a layer with an activation': () => {
      const net = sequential({
        layers: [
          layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [null, null, 1], activation: 'tanh' }),
          layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }),
          layers.globalAveragePooling2d({}),
        ],
      });
      return (x) => net.apply(x, { training: false }) as tf.Tensor;
    },
    'a part of nothing': () => (x) => mean(tf.slice(x, [0, 4, 0, 0], [-1, 0, -1, -1])),
  };

  it.each(Object.keys(nets))('are refused before there is an empty map: %s', async (name) => {
    const f = nets[name]();
    const x = tf.ones([2, 4, 4, 1]);
    const message = /^\w+: x must be large enough for f, got an empty (map|tensor)/;
    await expect(geometricComplexity(f, x)).rejects.toThrow(message);
    await expect(squaredJacobianNorms(f, x)).rejects.toThrow(message);
    expect(() => jacobian(f, x)).toThrow(message);
    expect(() => geometricComplexityPenalty(f, x)).toThrow(message);
    await expectNoLeak(() => tf.tidy(() => void jacobian(f, x)), message);
    // The heap of wasm is whole: what comes after is right.
    expectAllClose(
      tf.mean(tf.conv2d(tf.ones([1, 6, 6, 1]) as tf.Tensor4D, filter(), 1, 'valid')).dataSync(),
      [25],
      1e-6,
    );
  });

  it('are not those that just fit, nor a part of nothing beside others', async () => {
    const x = tf.ones([2, 5, 5, 1]);
    expectAllClose(await squaredJacobianNorms(nets['a convolution'](), x), [25, 25], 1e-5);
    const beside: F = (t) => tf.concat([t, tf.slice(t, [0, 0, 0, 0], [-1, -1, 0, -1])], 2);
    expectAllClose(await squaredJacobianNorms(beside, x), [25, 25], 1e-5);
  });

  it('leave kernels as they were', async () => {
    const before = tf.getKernelsForBackend(tf.getBackend());
    await geometricComplexity(nets['a convolution'](), tf.ones([2, 4, 4, 1])).catch(() => {});
    expect(new Set(tf.getKernelsForBackend(tf.getBackend()))).toEqual(new Set(before));
  });
});

onEveryBackend('values that are not finite', () => {
  const at = (value: number) =>
    tf.tensor2d([
      [1, 2],
      [3, value],
    ]);
  it.each([
    ['NaN in x, leaky ReLU', (x: tf.Tensor) => tf.leakyRelu(x), Number.NaN],
    ['NaN in x, ELU', (x: tf.Tensor) => tf.elu(x), Number.NaN],
    ['NaN in x, a maximum', (x: tf.Tensor) => tf.maximum(x, 0), Number.NaN],
    ['Infinity in x, a sigmoid', (x: tf.Tensor) => tf.sigmoid(x), Number.POSITIVE_INFINITY],
    ['-Infinity in x, ReLU', (x: tf.Tensor) => tf.relu(x), Number.NEGATIVE_INFINITY],
  ] as const)('are refused in x: %s', async (_, f, value) => {
    const message = /^\w+: x must be finite, got \S+ at example 1/;
    await expect(geometricComplexity(f, at(value))).rejects.toThrow(message);
    await expect(squaredJacobianNorms(f, at(value))).rejects.toThrow(message);
    expect(() => jacobian(f, at(value))).toThrow(message);
    expect(() => geometricComplexityPenalty((t) => f(t), at(value))).toThrow(message);
  });

  it('are refused in features whose Jacobian is finite', async () => {
    const f: F = (x) => tf.add(x, tf.div(tf.zerosLike(x), tf.sub(x, x)));
    const limit: F = (x) => tf.add(x, tf.tensor1d([0, Number.POSITIVE_INFINITY]));
    for (const map of [f, limit]) {
      const message = /^\w+: f\(x\) must be finite, got \S+ at example 0/;
      await expect(geometricComplexity((x) => map(x), at(1))).rejects.toThrow(message);
      expect(() => jacobian((x) => map(x), at(1))).toThrow(message);
    }
  });
});
