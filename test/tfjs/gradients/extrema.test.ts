import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { jacobian, squaredJacobianNorms } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, describe, expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose, expectClose } from '../../support/close.js';
import { random } from '../operations.js';

const pool = (size: number, strides: number, padding: 'same' | 'valid' = 'valid') =>
  layers.maxPooling2d({ poolSize: size, strides, padding });

onEveryBackend('where entries tie for a maximum', () => {
  beforeAll(() => registerWasmKernels());

  it.each([
    ['2 by 2 windows', 2, 'valid'],
    ['3 by 3 windows', 3, 'same'],
  ] as const)('one peak that several pooling windows see counts once: %s', async (_, size, padding) => {
    const net = sequential({ layers: [layers.inputLayer({ inputShape: [5, 5, 1] }), pool(size, 1, padding)] });
    net.add(layers.globalMaxPooling2d({}));
    const image = tf.tensor(
      Array.from({ length: 25 }, (_, at) => (at === 12 ? 1 : 0)),
      [1, 5, 5, 1],
    );
    expectAllClose(await squaredJacobianNorms(net, image), [1], 1e-6);
  });

  it('a trained-like network of tanh, overlapping pooling and a global maximum has the norm that differences have', async () => {
    const filter = random([3, 3, 1, 4], 1, 0.5) as tf.Tensor4D;
    const f = (x: tf.Tensor) =>
      tf.max(tf.maxPool(tf.tanh(tf.conv2d(x as tf.Tensor4D, filter, 1, 'same')), 2, 1, 'valid'), [1, 2]);
    const x = random([3, 6, 6, 1], 2);
    const norms = await squaredJacobianNorms(f, x);
    const size = 36;
    const expected = [0, 0, 0];
    for (let moved = 0; moved < size; moved++) {
      const at = (h: number) =>
        f(
          tf.tensor(
            x.dataSync().map((value, i) => (i % size === moved ? value + h : value)),
            x.shape,
          ),
        ).dataSync();
      const [up, down] = [at(2e-3), at(-2e-3)];
      for (let i = 0; i < up.length; i++) expected[Math.floor(i / 4)] += ((up[i] - down[i]) / 4e-3) ** 2;
    }
    expectAllClose(norms, expected, 5e-3);
  });

  it('shares that add up to one are the derivative of equal entries that move together', async () => {
    const same = (x: tf.Tensor) => tf.concat([x, x, x], 1); // [n, 3] of x [n, 1]
    const x = tf.tensor2d([[0.5], [-2]]);
    for (const f of [
      (t: tf.Tensor) => tf.max(same(t), 1, true),
      (t: tf.Tensor) => tf.min(same(t), 1, true),
      (t: tf.Tensor) => tf.maximum(t, tf.mul(t, 1)),
      (t: tf.Tensor) => tf.minimum(t, tf.mul(t, 1)),
      (t: tf.Tensor) => tf.topk(same(t), 1).values,
      (t: tf.Tensor) =>
        tf.reshape(tf.maxPool(tf.reshape(same(t), [-1, 3, 1, 1]) as tf.Tensor4D, [3, 1], 1, 'valid'), [-1, 1]),
    ]) {
      expectAllClose(jacobian(f, x).dataSync(), [1, 1], 1e-6);
    }
  });

  it('max and min share, in two and more axes, and a pooling window gives one entry all', () => {
    const x = tf.tensor([1, 3, 3, 0, 3, 2], [1, 2, 3]);
    expectAllClose(jacobian((t) => tf.reshape(tf.max(t, [1, 2]), [-1, 1]), x).dataSync(), [
      0,
      1 / 3,
      1 / 3,
      0,
      1 / 3,
      0,
    ]);
    expectAllClose(jacobian((t) => tf.min(tf.neg(t), -1), x).dataSync(), [0, -0.5, -0.5, 0, 0, 0, 0, 0, 0, 0, -1, 0]);
    const window = (t: tf.Tensor) => tf.maxPool(tf.reshape(t, [-1, 2, 3, 1]) as tf.Tensor4D, [2, 3], 1, 'valid');
    const shares = Array.from(jacobian(window, x).dataSync());
    expect([shares[1] + shares[2] + shares[4], shares[1] * shares[2] + shares[2] * shares[4]]).toEqual([1, 0]);
  });

  it('a box of pooling in three dimensions gives one of its entries all', () => {
    const f = (t: tf.Tensor) => tf.maxPool3d(t as tf.Tensor5D, 2, 2, 'valid');
    const rows = Array.from(jacobian(f, tf.fill([1, 2, 2, 2, 1], -5)).dataSync());
    expectClose(
      rows.reduce((sum, value) => sum + value, 0),
      1,
    );
    expectClose(
      rows.reduce((sum, value) => sum + value ** 2, 0),
      1,
    );
  });
});

describe('outside of a measure', () => {
  it('the gradients of the user are as TensorFlow.js has them', async () => {
    await tf.setBackend('cpu');
    const tied = () =>
      tf
        .grad((x) => tf.max(x))(tf.tensor1d([1, 1]))
        .dataSync();
    const before = tied();
    jacobian((x) => tf.max(x, 1, true), tf.ones([2, 2]));
    expect(Array.from(tied())).toEqual(Array.from(before));
  });
});
