import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import {
  geometricComplexity,
  geometricComplexityOfBatches,
  geometricComplexityPenalty,
  jacobian,
  squaredJacobianNorms,
} from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose } from '../../support/close.js';
import { expectNoLeak } from '../../support/leaks.js';

type LayersOf = NonNullable<NonNullable<Parameters<typeof sequential>[0]>['layers']>;
type F = (x: tf.Tensor) => tf.Tensor;
const whole = (x: tf.Tensor) => tf.cast(x, 'int32');
const ids = () =>
  tf.tensor2d([
    [3, 7, 1],
    [2, 0, 4],
  ]);
const table = () => tf.randomNormal([10, 4], 0, 1, 'float32', 1);
const text = (...rest: LayersOf) =>
  sequential({ layers: [layers.embedding({ inputDim: 10, outputDim: 4, inputLength: 3 }), ...rest] });

onEveryBackend('token ids', () => {
  beforeAll(registerWasmKernels);
  const maps: Record<string, () => F> = {
    'an Embedding layer, flattened': () => {
      const model = text(layers.flatten());
      return (x) => model.apply(x) as tf.Tensor;
    },
    'an Embedding layer, averaged': () => {
      const model = text(layers.globalAveragePooling1d({}), layers.dense({ units: 2 }));
      return (x) => model.apply(x) as tf.Tensor;
    },
    'an Embedding layer and a recurrent one': () => {
      const model = text(layers.simpleRNN({ units: 4, recurrentInitializer: 'glorotNormal' }));
      return (x) => model.apply(x) as tf.Tensor;
    },
    'a table of zeros': () => (x) => tf.reshape(tf.gather(tf.zeros([10, 4]), whole(x)), [x.shape[0], -1]),
    'rounded indices': () => (x) => tf.reshape(tf.gather(table(), whole(tf.round(tf.mul(x, 1.1)))), [x.shape[0], -1]),
    'one-hot rows': () => (x) => tf.reshape(tf.oneHot(whole(x), 10, 1, 0, 'float32'), [x.shape[0], -1]),
    'a column of ids beside numbers': () => (x) => {
      const [id, one, other] = tf.split(x, 3, 1);
      return tf.concat([tf.gather(table(), tf.reshape(whole(id), [-1])), tf.tanh(one), other], 1);
    },
    'two columns with a table each': () => (x) => {
      const [one, other] = tf.split(x, 3, 1);
      const look = (t: tf.Tensor) => tf.gather(table(), tf.reshape(whole(t), [-1]));
      return tf.concat([look(one), tf.mul(look(other), 2)], 1);
    },
  };

  it.each(Object.keys(maps))('that are cast are refused, with the way that works: %s', async (name) => {
    const f = maps[name]();
    const message = 'got token ids or the like: f casts them to whole numbers to look rows up';
    await expect(geometricComplexity(f, ids())).rejects.toThrow(`geometricComplexity: x must be what f can be`);
    await expect(geometricComplexity(f, ids())).rejects.toThrow(message);
    await expect(squaredJacobianNorms(f, ids())).rejects.toThrow(message);
    await expect(geometricComplexityOfBatches(f, [ids()])).rejects.toThrow(message);
    expect(() => jacobian(f, ids())).toThrow(message);
    expect(() => geometricComplexityPenalty(f, ids())).toThrow(message);
    const x = ids();
    await expectNoLeak(() => tf.tidy(() => void jacobian(f, x)), message);
  });

  it('of dtype int32 are refused with the same way', async () => {
    const f = maps['an Embedding layer, flattened']();
    await expect(geometricComplexity(f, tf.cast(ids(), 'int32'))).rejects.toThrow(
      'measure from the looked-up vectors on',
    );
  });

  it('are measured from the vectors on', async () => {
    const vectors = tf.gather(table(), tf.cast(ids(), 'int32')); // [2, 3, 4]
    expectAllClose(await squaredJacobianNorms((v) => tf.mean(v, 1), vectors), [4 / 3, 4 / 3], 1e-6);
  });

  it('are not seen in indices that are constant almost everywhere: argMax, topk, a floor whose fraction counts', async () => {
    const x = tf.tensor2d([
      [0.3, 0.9, 0.1],
      [0.6, 0.2, 0.7],
    ]);
    const weights = tf.tensor2d([[1], [2], [4]]);
    const byArgMax: F = (t) => tf.mul(t, tf.gather(weights, tf.argMax(t, 1)));
    expectAllClose(await squaredJacobianNorms(byArgMax, x), [3 * 4, 3 * 16], 1e-5);
    const interpolated: F = (t) => {
      const low = tf.floor(t);
      const at = (shift: number) =>
        tf.reshape(
          tf.gather(weights, tf.reshape(tf.add(tf.cast(low, 'int32'), tf.scalar(shift, 'int32')), [-1])),
          t.shape,
        );
      return tf.add(at(0), tf.mul(tf.sub(t, low), tf.sub(at(1), at(0))));
    };
    expectAllClose(await squaredJacobianNorms(interpolated, x), [3, 3], 1e-5);
  });
});

onEveryBackend('a gradient of another dtype or shape than its input', () => {
  it.each([
    [
      'whole numbers',
      (dy: tf.Tensor) => tf.cast(dy, 'int32'),
      /int32 of shape \[\d,3\] for the input '0' of a custom gradient, of shape \[\d,3\]/,
    ],
    [
      'a shape that broadcasts',
      (dy: tf.Tensor) => tf.sum(dy, 0, true),
      /float32 of shape \[1,3\] for the input '0' of a custom gradient, of shape \[\d,3\]/,
    ],
  ] as const)('is refused: %s', async (_, gradient, message) => {
    const f: F = (x) =>
      tf.customGrad((z) => ({ value: tf.square(z as tf.Tensor), gradFunc: (dy: tf.Tensor) => gradient(dy) }))(x);
    for (const check of [true, false]) {
      await expect(squaredJacobianNorms(f, ids(), { check })).rejects.toThrow(message);
      expect(() => jacobian(f, ids(), { check })).toThrow(message);
    }
  });
});
