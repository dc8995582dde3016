import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { classComplexities, geometricComplexity, jacobian, squaredJacobianNorms } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

/** A fixed linear map 3 -> 2 with squared Frobenius norm 1 + 4 + 9 + 16 + 25 + 36 = 91. */
const linear = (x: tf.Tensor) =>
  tf.matMul(
    x as tf.Tensor2D,
    tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  );

/** A network whose examples have different Jacobians. */
const curved = (x: tf.Tensor) =>
  tf.tanh(
    tf.matMul(
      tf.square(x) as tf.Tensor2D,
      tf.tensor2d([
        [1, 2],
        [3, 4],
        [-5, 6],
      ]),
    ),
  );

/** One with more features than the default has probes: 8. */
const wide = (x: tf.Tensor) => tf.sin(tf.concat([curved(x), tf.mul(x, x), tf.mul(tf.sum(x, 1, true), x)], 1));

const batch = (n: number, seed = 1) => {
  const random = seededRandom(seed);
  return tf.tensor2d(
    Float32Array.from({ length: n * 3 }, () => 0.3 * random.normal()),
    [n, 3],
  );
};

onEveryBackend('geometric complexity', () => {
  it('of a linear map is the squared Frobenius norm of its matrix, at every x', async () => {
    const { mean, perExample, standardError, interval, vjps } = await geometricComplexity(linear, batch(4), {
      estimator: 'exact',
    });
    expectClose(mean, 91, 1e-6);
    expectAllClose(perExample, [91, 91, 91, 91], 1e-6);
    expect(standardError).toBe(0);
    expect(interval).toEqual([mean, mean]);
    expect(vjps).toBe(2);
  });

  it('of squares is by hand 4 sum x^2', async () => {
    const x = tf.tensor2d([
      [1, 2],
      [0, 1],
    ]);
    expectAllClose(await squaredJacobianNorms(tf.square, x), [20, 4], 1e-6);
    expectAllClose(await jacobian(tf.square, x).data(), [2, 0, 0, 4, 0, 0, 0, 2], 1e-6);
  });

  it('agrees with central differences of the map', async () => {
    const x = batch(3);
    const step = 1e-2;
    const entries = (await jacobian(curved, x).array()) as number[][][];
    const values = x.arraySync();
    for (let j = 0; j < 3; j++) {
      const shift = (sign: number) =>
        tf.tensor2d(values.map((row) => row.map((v, k) => v + (k === j ? sign * step : 0))));
      const difference = tf.div(tf.sub(curved(shift(1)), curved(shift(-1))), 2 * step).arraySync() as number[][];
      difference.forEach((row, i) => {
        row.forEach((value, o) => {
          expectClose(entries[i][o][j], value, 2e-3, 1);
        });
      });
    }
  });

  it('flattens an embedding and inputs of any rank', async () => {
    const x = tf.reshape(tf.range(0, 16), [2, 2, 2, 2]);
    const half = (t: tf.Tensor) => tf.mul(t, 0.5);
    expectAllClose(await squaredJacobianNorms(half, x), [2, 2], 1e-6);
    expect(jacobian(half, x).shape).toEqual([2, 8, 2, 2, 2]);
  });

  it('scales with the square of the features and the inverse square of the input, and ignores an offset and a rotation', async () => {
    const x = batch(5);
    const { mean } = await geometricComplexity(curved, x, { estimator: 'exact' });
    const exact = async (f: (x: tf.Tensor) => tf.Tensor, at: tf.Tensor = x) =>
      (await geometricComplexity(f, at, { estimator: 'exact' })).mean;
    expectClose(await exact((t) => tf.add(tf.mul(curved(t), 3), 7)), 9 * mean, 1e-5);
    expectClose(await exact((t) => curved(tf.div(t, 4)), tf.mul(x, 4) as tf.Tensor2D), mean / 16, 1e-5);
    expectClose(
      await exact((t) =>
        tf.matMul(
          curved(t) as tf.Tensor2D,
          tf.tensor2d([
            [0.6, 0.8],
            [-0.8, 0.6],
          ]),
        ),
      ),
      mean,
      1e-5,
    );
  });

  it('is estimated without bias: each example gets the value of one sign pattern, as often as of another', async () => {
    const x = batch(2);
    const exact = await squaredJacobianNorms(curved, x);
    const entries = (await jacobian(curved, x).array()) as number[][][];
    // Of two outputs there are two patterns up to the sign of all: v = [1, 1] and [1, -1].
    const patterns = entries.map((rows) =>
      [1, -1].map((sign) => rows[0].reduce((sum, value, j) => sum + (value + sign * rows[1][j]) ** 2, 0)),
    );
    const seen = [0, 0];
    const SEEDS = 64;
    for (let seed = 0; seed < SEEDS; seed++) {
      const { perExample } = await geometricComplexity(curved, x, { probes: 1, seed });
      perExample.forEach((value, i) => {
        const first = Math.abs(value - patterns[i][0]) < Math.abs(value - patterns[i][1]);
        expectClose(value, patterns[i][first ? 0 : 1], 1e-5);
        if (first) seen[i]++;
      });
    }
    patterns.forEach(([one, other], i) => {
      expectClose((one + other) / 2, exact[i], 1e-5);
      expect(Math.abs(seen[i] - SEEDS / 2)).toBeLessThan(4 * Math.sqrt(SEEDS / 4)); // four standard deviations
    });
  });

  it('uses other signs for every example: identical examples get different estimates', async () => {
    const { perExample } = await geometricComplexity(linear, tf.ones([16, 3]), { probes: 1 });
    expect(new Set(perExample.map(Math.round)).size).toBeGreaterThan(1);
  });

  it('repeats itself at the same seed and not at another', async () => {
    const x = batch(8);
    const at = async (seed: number) => (await geometricComplexity(wide, x, { seed })).mean;
    expect(await at(5)).toBe(await at(5));
    expect(await at(5)).not.toBe(await at(6));
  });

  it('with one probe speaks of the population, with the spread of the examples as its error', async () => {
    const { target, perExample, mean, standardError } = await geometricComplexity(curved, batch(50), { probes: 1 });
    expect(target).toBe('population');
    const variance = perExample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 49;
    expectClose(standardError, Math.sqrt(variance / 50), 1e-9);
  });

  it('is zero for a map that is constant on the tape', async () => {
    expect((await geometricComplexity((x) => tf.mul(x, 0), batch(3))).mean).toBe(0);
  });

  it('runs a LayersModel in inference mode: batch norm with moving statistics, dropout off', async () => {
    const model = layers.sequential({
      layers: [
        layers.layers.dense({ units: 4, inputShape: [3], useBias: false, kernelInitializer: 'ones' }),
        layers.layers.batchNormalization({ epsilon: 0 }),
        layers.layers.dropout({ rate: 0.5 }),
      ],
    });
    const x = batch(4);
    expectClose((await geometricComplexity(model, x, { estimator: 'exact' })).mean, 12, 1e-5);
  });

  it('takes a function of a fixed number of rows in one piece', async () => {
    const scales = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    const { perExample } = await geometricComplexity((t) => tf.mul(t, scales), batch(3), { estimator: 'exact' });
    expectAllClose(perExample, [14, 77, 194], 1e-6);
  });

  it('measures one example, and the identity', async () => {
    const { perExample, vjps } = await geometricComplexity((t) => t, batch(1), { estimator: 'exact' });
    expectAllClose(perExample, [3], 1e-6);
    expect(vjps).toBe(3);
    const { interval, target } = await geometricComplexity(wide, batch(1), { probes: 4 });
    expect(target).toBe('batch');
    expect(interval[1]).toBeGreaterThan(interval[0]);
  });

  it('leaves no tensor behind, after success and after an error', async () => {
    const x = batch(4);
    await expectNoLeak(() => geometricComplexity(curved, x));
    await expectNoLeak(() => geometricComplexity(curved, x, { estimator: 'exact' }));
    await expectNoLeak(() => squaredJacobianNorms(curved, x));
    await expectNoLeak(() => jacobian(curved, x).dispose());
    await expectNoLeak(() => geometricComplexity((t) => tf.zerosLike(t), x));
    await expectNoLeak(() => geometricComplexity((t) => tf.log(tf.sub(t, t)), x), 'finite');
    await expectNoLeak(() => geometricComplexity((t) => tf.sum(t), x), 'must be of shape [4, ...]');
  });
});

describe('classComplexities', () => {
  it('are means over the examples of each class', () => {
    expect([...classComplexities([1, 3, 5], [0, 0, 1])]).toEqual([2, 5]);
  });
});

describe('bad input gets an error that names the argument and the remedy', () => {
  const x = () => batch(4);
  it.each([
    [
      'integer inputs',
      () => geometricComplexity(linear, tf.ones([2, 3], 'int32')),
      'x must be of dtype float32, got int32',
    ],
    [
      'one input without a batch',
      () => geometricComplexity(linear, tf.ones([3])),
      'Pass a batch of inputs, not one input.',
    ],
    [
      'an empty batch',
      () => geometricComplexity(linear, tf.ones([0, 3])),
      'x must be a tensor of shape [n, ...] with n >= 1',
    ],
    ['an output per batch', () => geometricComplexity((t) => tf.sum(t), x()), 'f(x) must be of shape [4, ...]'],
    [
      'two outputs',
      () => geometricComplexity((t) => [t, t] as unknown as tf.Tensor, x()),
      'f(x) must be one tensor, got Array of length 2',
    ],
    [
      'an output that does not depend on x',
      () => geometricComplexity((t) => tf.ones(t.shape), x()),
      'f(x) must be computed from x by recorded operations',
    ],
    [
      'a non-finite Jacobian',
      () => geometricComplexity((t) => tf.sqrt(tf.sub(t, t)), x()),
      'df/dx must be finite, got a squared norm of NaN at example 0',
    ],
    [
      'no function',
      () => geometricComplexity({} as never, x()),
      'f must be a function (x: Tensor) => Tensor or a LayersModel',
    ],
    [
      'no probes',
      () => geometricComplexity(linear, x(), { probes: 0 }),
      'probes must be a whole number of at least 1, got 0',
    ],
    [
      'an unknown estimator',
      () => geometricComplexity(linear, x(), { estimator: 'guess' as 'exact' }),
      "estimator must be one of 'split', 'exact', 'rademacher'",
    ],
    [
      'one probe and one example',
      () => geometricComplexity(linear, batch(1), { probes: 1 }),
      'One value has no error bar',
    ],
    [
      'a confidence of 1',
      () => geometricComplexity(linear, x(), { confidence: 1 }),
      'confidence must be between 0 and 1',
    ],
    [
      'features that are whole numbers',
      () => geometricComplexity((t) => tf.cast(t, 'int32'), x()),
      'f(x) must be of dtype float32, got int32',
    ],
    [
      'a relative error beside probes',
      () => geometricComplexity(wide, x(), { relativeError: 0.1, probes: 3 }),
      'relativeError must stand alone, got probes as well',
    ],
    [
      'a relative error of 0',
      () => geometricComplexity(wide, x(), { relativeError: 0 }),
      'relativeError must be positive, got 0',
    ],
    [
      'a relative error of an estimator without one',
      () => geometricComplexity(wide, x(), { relativeError: 0.1, estimator: 'outputs' }),
      "estimator must be 'split' or 'rademacher' with relativeError",
    ],
    [
      'one output that all examples share',
      () => geometricComplexity(wide, x(), { estimator: 'outputs', probes: 1 }),
      'probes must be a whole number of at least 2, got 1',
    ],
    ['labels of another length', async () => classComplexities([1, 2], [0]), 'labels must be of length 2'],
    ['a class without examples', async () => classComplexities([1, 2], [0, 2]), 'got none of class 1'],
    [
      'a fractional label',
      async () => classComplexities([1, 2], [0, 0.5], { classes: 2 }),
      'labels must be whole numbers from 0 to 1, got 0.5 at index 1',
    ],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});
