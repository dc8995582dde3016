/** Each test is an input at which a published code fails, and what it returns there. */
import * as tf from '@tensorflow/tfjs-core';
import { cdnv, classStatistics, neuralCollapse } from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';
import { reference } from '../support/reference.js';

onEveryBackend('where published codes fail', () => {
  it('NC1 of many more dimensions than classes: a pseudo-inverse with a cut-off of 1e-15 on float32 returns about 1e8', async () => {
    const { features, labels, values, d } = mixture({ counts: Array(10).fill(12), d: 48, seed: 1 });
    expectClose((await neuralCollapse(features, labels)).nc1!, reference(values, labels, d).nc1, 1e-6);
  });

  it('agreement on a perfect frame off its centre: without the bias 0.25 instead of 1', async () => {
    const labels = [0, 1, 2, 3];
    const features = tf.add(tf.sub(tf.eye(4), 0.25), tf.tensor1d([9, 0, 0, 0]));
    const classifier = { weights: tf.eye(4), bias: tf.tensor1d([-9, 0, 0, 0]) };
    expect((await neuralCollapse(features, labels, { classifier })).nc4Agreement).toBe(1);
    expect((await neuralCollapse(features, labels, { classifier: { weights: tf.eye(4) } })).nc4Agreement).toBe(0.25);
  });

  it('the nearest mean at an offset of 1e4: expanded float32 distances are chance', async () => {
    const { features, labels } = mixture({
      counts: [40, 40, 40],
      d: 16,
      seed: 8,
      offset: 1e4,
      scale: 0.1,
      spread: 0.05,
    });
    expect((await neuralCollapse(features, labels)).nearestClassMeanAccuracy).toBe(1);
  });

  it('CDNV at an offset of 1e4 with a spread of 1e-2: 5.72 instead of 0.130', async () => {
    const { features, labels, values, d } = mixture({ counts: [30, 30, 30], d: 8, seed: 2, offset: 1e4, scale: 1e-2 });
    const truth = reference(values, labels, d).cdnv;
    expectClose(cdnv(await classStatistics(features, labels)), truth, 1e-6);
    // The textbook shortcut E[x^2] - E[x]^2 in float32, for comparison: nothing of it is left.
    const shortcut = labels.reduce(
      (sum, y, i) => (y === 0 ? Math.fround(sum + Math.fround(values[i * d] ** 2)) : sum),
      0,
    );
    const expected = labels.reduce((sum, y, i) => (y === 0 ? sum + values[i * d] ** 2 : sum), 0);
    expect(Math.abs(shortcut - expected)).toBeGreaterThan(1); // where the spread squared is 1e-4
  });

  it('a batch of one, and a class of one: a crash, and NaN', async () => {
    const one = await classStatistics(tf.tensor2d([[1, 2]]), [0]);
    expect([...one.squaredDeviations]).toEqual([0]);
    const { features, labels, values, d } = mixture({ counts: [9, 1, 1], d: 4, seed: 3 });
    const r = await neuralCollapse(features, labels);
    expectClose(r.nc1!, reference(values, labels, d).nc1, 1e-6);
    expectClose(r.cdnv!, reference(values, labels, d).cdnv, 1e-6);
  });

  it('more classes than dimensions: an error, or a frame that cannot exist', async () => {
    const { features, labels, values, d } = mixture({ counts: Array(12).fill(5), d: 3, seed: 4 });
    const r = await neuralCollapse(features, labels);
    expect(r.rank).toBe(3);
    expectClose(r.nc1!, reference(values, labels, d).nc1, 1e-6);
  });

  it('labels 1 .. C, -1 for "none", and an empty class: numbers without a word, a mean of zeros', async () => {
    const features = tf.tensor2d([[1], [2], [4], [5]]);
    await expect(neuralCollapse(features, [1, 1, 2, 2])).rejects.toThrow('got none of class 0');
    await expect(neuralCollapse(features, [1, 1, 2, 2], { classes: 2 })).rejects.toThrow(
      'Number the classes 0 .. C - 1',
    );
    await expect(neuralCollapse(features, [0, 0, 1, -1])).rejects.toThrow('got -1 at index 3');
    await expect(neuralCollapse(features, [0, 0, 2, 2])).rejects.toThrow('got none of class 1');
  });
});
