import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import {
  geometricComplexity,
  geometricComplexityOfBatches,
  geometricComplexityOfLayers,
  geometricComplexityPenalty,
  jacobian,
  squaredJacobianNorms,
} from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose } from '../../support/close.js';
import { expectNoLeak } from '../../support/leaks.js';

type F = (x: tf.Tensor) => tf.Tensor;
const inputs = (n: number, seed = 3) => tf.randomNormal([n, 3], 0, 1, 'float32', seed);
const rowBefore: F = (x) => tf.concat([tf.zerosLike(tf.slice(x, 0, 1)), tf.slice(x, 0, x.shape[0] - 1)]);
/** 0, 1, 2, ... as a column. */
const places: F = (x) => tf.reshape(tf.range(0, x.shape[0]), [-1, 1]);
const last: F = (x) => tf.slice(x, x.shape[0] - 1, 1);

/** Maps of any number of rows in which a row depends on more than itself. */
const mixing: Record<string, () => F> = {
  'the row before': () => (x) => tf.add(x, rowBefore(x)),
  'a little of the row before': () => (x) => tf.add(x, tf.mul(rowBefore(x), 0.02)),
  'the last row, in the last but one alone': () => (x) => {
    const at = tf.cast(tf.equal(places(x), x.shape[0] - 2), 'float32');
    return tf.add(x, tf.mul(at, last(x)));
  },
  'the mean of the batch': () => (x) => tf.sub(x, tf.mean(x, 0)),
  'all rows before': () => (x) => tf.cumsum(x, 0),
  'the row at the other end': () => (x) => tf.reverse(x, 0),
  'its place': () => (x) => tf.mul(x, tf.add(places(x), 1)),
  'the number of rows': () => (x) => tf.mul(x, x.shape[0]),
  'the largest entry of the batch': () => (x) => tf.div(x, tf.max(tf.abs(x))),
  'batch norm in training mode': () => {
    const model = sequential({ layers: [layers.batchNormalization({ inputShape: [3] })] });
    return (x) => model.apply(x, { training: true }) as tf.Tensor;
  },
  'dropout in training mode': () => {
    const model = sequential({ layers: [layers.dropout({ rate: 0.1, inputShape: [3] })] });
    return (x) => model.apply(x, { training: true }) as tf.Tensor;
  },
  'dropout with a seed': () => (x) => tf.dropout(x, 0.3, undefined, 7),
  noise: () => (x) => tf.add(x, tf.randomNormal(x.shape, 0, 0.1)),
  'how often it was called': () => {
    let calls = 0;
    return (x) => tf.mul(x, ++calls);
  },
};
/** Of these, what is wrong in a batch of a fixed size too: a scale for every place is not. */
const alsoFixed = Object.keys(mixing).filter((name) => !/place|number|seed/.test(name));

onEveryBackend('an embedding whose examples are not apart', () => {
  const refusal = (name: string) =>
    new RegExp(`^${name}: f must be a map that treats each example on its own, got other features for the same input`);

  it.each(Object.keys(mixing).flatMap((what) => [1, 2, 4, 70].map((n) => [what, n] as const)))(
    'is refused at every entrance: %s, %d rows',
    async (what, n) => {
      if (n === 1 && /at the other end|but one/.test(what)) return; // nothing else is there
      const x = inputs(n);
      const f = mixing[what];
      await expect(geometricComplexity(f(), x, { estimator: 'exact' })).rejects.toThrow(refusal('geometricComplexity'));
      await expect(squaredJacobianNorms(f(), x)).rejects.toThrow(refusal('squaredJacobianNorms'));
      const dataset = geometricComplexityOfBatches(f(), [x], { probes: 2 });
      await expect(dataset).rejects.toThrow(refusal('geometricComplexityOfBatches'));
      const map = f();
      const named = geometricComplexityOfLayers((t) => ({ first: tf.sin(t), second: map(t) }), x, { probes: 2 });
      await expect(named).rejects.toThrow(refusal('geometricComplexityOfLayers'));
      expect(() => jacobian(f(), x)).toThrow(refusal('jacobian'));
      expect(() => geometricComplexityPenalty(f(), x)).toThrow(refusal('geometricComplexityPenalty'));
    },
  );

  it.each(alsoFixed.flatMap((what) => [2, 3, 4, 9].map((n) => [what, n] as const)))(
    'is refused where f takes one number of rows: %s, %d of them',
    async (what, n) => {
      const x = inputs(n);
      const f = (): F => {
        const map = mixing[what]();
        return (t) => map(tf.reshape(t, [n, 3]));
      };
      await expect(squaredJacobianNorms(f(), x)).rejects.toThrow(refusal('squaredJacobianNorms'));
      expect(() => jacobian(f(), x)).toThrow(refusal('jacobian'));
      expect(() => geometricComplexityPenalty(f(), x)).toThrow(refusal('geometricComplexityPenalty'));
    },
  );

  it('is told from one that is sound: equal rows, one row, zeros, features of many sizes, places in a fixed batch', async () => {
    const w = tf.randomNormal([3, 4], 0, 1, 'float32', 1) as tf.Tensor2D;
    const scales = tf.tensor1d([1e-6, 1, 1e6, 0]);
    const f: F = (x) => tf.mul(tf.sin(tf.matMul(x as tf.Tensor2D, w)), scales);
    for (const x of [inputs(1), inputs(2), tf.ones([5, 3]), tf.zeros([1, 3]), tf.concat([inputs(2), inputs(2)])]) {
      await squaredJacobianNorms(f, x);
      await squaredJacobianNorms((t) => f(t), x);
      jacobian((t) => f(t), x);
    }
    const fixed: F = (x) => tf.mul(tf.reshape(x, [3, 3]), tf.tensor2d([[1], [2], [3]]));
    expectAllClose(await squaredJacobianNorms(fixed, inputs(3)), [3, 12, 27], 1e-6);
    const two: F = (x) => tf.mul(tf.reshape(x, [2, 3]), tf.tensor2d([[1], [2]]));
    expectAllClose(await squaredJacobianNorms(two, inputs(2)), [3, 12], 1e-6);
    expect((await geometricComplexity(two, inputs(2))).perExample).toHaveLength(2);
    // Strangers lie outside of what this map is made for: their rows are NaN, the others are not.
    const positive = tf.add(tf.abs(inputs(4)), 0.1);
    await squaredJacobianNorms((x) => tf.log(tf.sub(1, tf.mul(x, 0.1))), positive);
  });

  it('is told from one that takes only inputs like those given: strangers are other examples then', async () => {
    const table = tf.tensor1d([1, 2, 4]);
    const low = (t: tf.Tensor) => tf.floor(t);
    const f: F = (t) => {
      const at = (shift: number) =>
        tf.reshape(tf.gather(table, tf.reshape(tf.cast(tf.add(low(t), shift), 'int32'), [-1])), t.shape);
      return tf.add(at(0), tf.mul(tf.sub(t, low(t)), tf.sub(at(1), at(0))));
    };
    const strict: F = (t) => {
      if (tf.max(t).dataSync()[0] > 1.5) throw new Error('not made for this');
      return f(t);
    };
    const x = tf.tensor2d([
      [0.3, 1.2, 0.1],
      [1.4, 0.2, 0.7],
    ]);
    for (const map of [f, strict]) expectAllClose(await squaredJacobianNorms(map, x), [1 + 4 + 1, 4 + 1 + 1], 1e-3);
    await expect(squaredJacobianNorms((t) => strict(tf.mul(tf.add(t, rowBefore(t)), 0.5)), x)).rejects.toThrow(
      'its own',
    );
  });

  it('is found in a function that was sound when it was called first', async () => {
    let training = false;
    const model = sequential({ layers: [layers.batchNormalization({ inputShape: [3] })] });
    const f: F = (x) => model.apply(x, { training }) as tf.Tensor;
    await geometricComplexity(f, inputs(4));
    training = true;
    await expect(geometricComplexity(f, inputs(4))).rejects.toThrow('on its own');
  });

  it('leaves no tensor behind when it is refused', async () => {
    const x = inputs(4);
    for (const f of Object.values(mixing)) {
      await expectNoLeak(() => tf.tidy(() => void jacobian((t) => tf.add(t, rowBefore(t)), x)), 'on its own');
      const map = f();
      await expectNoLeak(() => geometricComplexity(map, x), 'f must be');
      await expectNoLeak(() => geometricComplexityPenalty(map, x), 'f must be');
    }
  });
});
