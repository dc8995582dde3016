import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, mergeClassStatistics, withinClassCovariance } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { mixture } from '../support/mixture.js';
import { reference } from '../support/reference.js';

onEveryBackend('class statistics', () => {
  it('of three points by hand', async () => {
    const s = await classStatistics(
      tf.tensor2d([
        [0, 0],
        [2, 0],
        [5, 5],
      ]),
      [0, 0, 1],
      { scatter: true },
    );
    expect([...s.counts]).toEqual([2, 1]);
    expect([...s.means]).toEqual([1, 0, 5, 5]);
    expect([...s.squaredDeviations]).toEqual([2, 0]);
    expect([...s.withinClassScatter!]).toEqual([2, 0, 0, 0]);
  });

  it('equal the definitions restated, on a mixture with an offset of 1e4 and a spread of 1e-2', async () => {
    const { values, labels, d, features } = mixture({
      counts: [40, 25, 7, 1],
      d: 9,
      seed: 3,
      offset: 1e4,
      scale: 1e-2,
    });
    const s = await classStatistics(features, labels, { scatter: true });
    const truth = reference(values, labels, d);
    expectAllClose(s.means, truth.means.flat(), 1e-15);
    expectAllClose(withinClassCovariance(s), truth.sigmaW.flat(), 1e-6);
  });

  it('keep a scatter of any scale: squares of 1e-30 do not vanish', async () => {
    const { features, labels, values, d } = mixture({ counts: [30, 30], d: 5, seed: 4, scale: 1e-30 });
    const s = await classStatistics(features, labels, { scatter: true });
    expectAllClose(withinClassCovariance(s), reference(values, labels, d).sigmaW.flat(), 1e-6);
  });

  it('take the scatter of a large batch from the backend, equal to the float64 sum', async () => {
    const { features, labels, values, d } = mixture({ counts: [3000, 2500], d: 64, seed: 5, scale: 1e-25 });
    const s = await classStatistics(features, labels, { scatter: true });
    expectAllClose(withinClassCovariance(s), reference(values, labels, d).sigmaW.flat(), 2e-6);
  });

  it('read features of a higher rank as rows, and integer features, and labels in a tensor', async () => {
    const rows = await classStatistics(tf.reshape(tf.range(0, 8), [2, 2, 2]), tf.tensor1d([0, 1], 'int32'));
    expect(rows.dimension).toBe(4);
    expect([...rows.means]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const integers = await classStatistics(tf.tensor2d([[1], [4]], [2, 1], 'int32'), [0, 0]);
    expect([...integers.squaredDeviations]).toEqual([4.5]);
  });

  it('refuse whole numbers that float32 rounds, and are those of the same numbers after the remedy', async () => {
    const offset = 2 ** 24;
    const features = tf.tensor2d([offset, offset + 1, offset + 1, offset + 2], [2, 2], 'int32');
    const options = { scatter: 'exact' } as const;
    await expect(classStatistics(features, [0, 0], options)).rejects.toThrow(
      'classStatistics: features must be whole numbers from -16777216 to 16777216, which float32 holds, got 16777217 at row 0, column 1.',
    );
    const s = await classStatistics(tf.sub(features, tf.scalar(offset, 'int32')), [0, 0], options);
    expect([...withinClassCovariance(s)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('count a class without examples, at the option `classes`', async () => {
    const s = await classStatistics(tf.tensor2d([[1], [2]]), [0, 2], { classes: 4 });
    expect([...s.counts]).toEqual([1, 0, 1, 0]);
  });

  it('leave no tensor behind, after success and after an error', async () => {
    const { features, labels } = mixture({ counts: [3000, 2500], d: 64, seed: 5 });
    await expectNoLeak(() => classStatistics(features, labels, { scatter: true }));
    await expectNoLeak(() => classStatistics(features, [0]), 'labels must be of length 5500');
  });
});

describe('merging', () => {
  it('refuses other dimensions, and a scatter on one side only', async () => {
    const one = await classStatistics(tf.tensor2d([[1]]), [0]);
    const two = await classStatistics(tf.tensor2d([[1, 2]]), [0]);
    const scattered = await classStatistics(tf.tensor2d([[1]]), [0], { scatter: true });
    expect(() => mergeClassStatistics(one, two)).toThrow('b.dimension must be 1, as in a, got 2');
    expect(() => mergeClassStatistics(one, scattered)).toThrow('Pass the same `scatter` option');
  });
});

describe('bad input gets an error that names the argument, what was expected, what came and the remedy', () => {
  const two = () =>
    tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
  it.each([
    [
      'another number of labels',
      () => classStatistics(two(), [0]),
      'labels must be of length 2, one per row of features, got length 1',
    ],
    [
      'labels from 1 to C, with C given',
      () => classStatistics(two(), [1, 2], { classes: 2 }),
      'labels must be whole numbers from 0 to 1, got 2 at index 1. Number the classes 0 .. C - 1',
    ],
    ['a label of -1', () => classStatistics(two(), [0, -1]), 'labels must be whole numbers from 0, got -1 at index 1'],
    ['a fractional label', () => classStatistics(two(), [0, 0.5]), 'got 0.5 at index 1'],
    ['a NaN label', () => classStatistics(two(), [0, Number.NaN]), 'got NaN at index 1'],
    ['a string label', () => classStatistics(two(), ['cat', 'dog'] as unknown as number[]), 'got "cat" at index 0'],
    [
      'one-hot labels',
      () =>
        classStatistics(
          two(),
          tf.tensor2d([
            [1, 0],
            [0, 1],
          ]),
        ),
      'For one-hot labels pass tf.argMax(labels, -1).',
    ],
    [
      'no labels',
      () => classStatistics(two(), undefined as unknown as number[]),
      'labels must be a rank-1 tensor or an array of whole numbers, got undefined',
    ],
    [
      'an empty batch',
      () => classStatistics(tf.zeros([0, 3]), []),
      'features must be a tensor of shape [n, d] with n, d >= 1, got a float32 tensor of shape [0,3]. Skip empty batches.',
    ],
    [
      'features of rank 1',
      () => classStatistics(tf.tensor1d([1, 2]), [0, 1]),
      'Reshape it with tf.reshape(features, [n, d]).',
    ],
    [
      'features that are no tensor',
      () => classStatistics([[1]] as unknown as tf.Tensor, [0]),
      'features must be a tensor of shape [n, d], got Array of length 1',
    ],
    [
      'a NaN feature',
      () =>
        classStatistics(
          tf.tensor2d([
            [1, 2],
            [3, Number.NaN],
          ]),
          [0, 1],
        ),
      'features must be finite, got NaN at row 1, column 1',
    ],
    [
      'an infinite feature',
      () =>
        classStatistics(
          tf.tensor2d([
            [1, 2],
            [Infinity, 4],
          ]),
          [0, 1],
        ),
      'got Infinity at row 1, column 0',
    ],
    [
      'a fraction of classes',
      () => classStatistics(two(), [0, 1], { classes: 1.5 }),
      'classes must be a whole number of at least 1, got 1.5',
    ],
    [
      'a covariance without scatter',
      async () => withinClassCovariance(await classStatistics(two(), [0, 1])),
      'Pass { scatter: true } to classStatistics.',
    ],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
    await expect(call()).rejects.toMatchObject({ name: 'InputError' });
  });
});
