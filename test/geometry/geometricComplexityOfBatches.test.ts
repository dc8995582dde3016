import * as tf from '@tensorflow/tfjs-core';
import {
  classComplexities,
  classStatistics,
  geometricCollapse,
  geometricComplexity,
  geometricComplexityOfBatches,
  mergeGeometricComplexities,
} from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { choose, seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

const weights = () => tf.randomNormal([4, 12], 0, 0.6, 'float32', 1) as tf.Tensor2D;
const f = (x: tf.Tensor) => tf.tidy(() => tf.sin(tf.matMul(x as tf.Tensor2D, weights())));
const inputs = (n: number, seed: number) => tf.randomNormal([n, 4], 0, 1, 'float32', seed);

onEveryBackend('geometric complexity of a data set', () => {
  it('is that of all batches together, of any iterable', async () => {
    const batches = [inputs(10, 1), inputs(6, 2), inputs(1, 3)];
    const whole = await geometricComplexity(f, tf.concat(batches), { estimator: 'exact' });
    async function* stream() {
      yield* batches;
    }
    for (const iterable of [batches, stream(), new Set(batches)]) {
      const { mean, count, standardError, perExample, target } = await geometricComplexityOfBatches(f, iterable, {
        estimator: 'exact',
      });
      expect([count, standardError, target]).toEqual([17, 0, 'batch']);
      expectClose(mean, whole.mean, 1e-5);
      expectAllClose(perExample, whole.perExample, 1e-5);
    }
  });

  it('takes one probe of an example, with the spread of examples as its error', async () => {
    const batches = [inputs(40, 1), inputs(40, 2)];
    const { mean, standardError, target, vjps, perExample } = await geometricComplexityOfBatches(f, batches);
    expect([target, vjps]).toEqual(['population', 1]);
    const variance = perExample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 79;
    expectClose(standardError, Math.sqrt(variance / 80), 1e-9);
    const { mean: truth } = await geometricComplexityOfBatches(f, batches, { estimator: 'exact' });
    expect(Math.abs(mean - truth)).toBeLessThan(4 * standardError);
  });

  it('merges: parts measured apart are the whole, with error and classes', async () => {
    const [a, b] = [1, 2].map((seed) => ({ x: inputs(9, seed), y: [0, 1, 2, 0, 1, 2, 0, 1, 2] }));
    const options = { probes: 3, seed: 4 };
    const [left, right] = [
      await geometricComplexityOfBatches(f, [a], options),
      await geometricComplexityOfBatches(f, [b], options),
    ];
    const merged = mergeGeometricComplexities(left, right);
    expect(merged.count).toBe(18);
    expectClose(merged.mean, (left.mean + right.mean) / 2, 1e-12);
    expectClose(merged.standardError, Math.hypot(left.standardError, right.standardError) / 2, 1e-12);
    expectAllClose(
      merged.perClass!,
      left.perClass!.map((value, c) => (value + right.perClass![c]) / 2),
      1e-12,
    );
    expect(() => mergeGeometricComplexities(left, { ...right, state: { ...right.state, labels: undefined } })).toThrow(
      'b must be measured with labels if a is',
    );
  });

  it('tells classes apart, for geometric collapse', async () => {
    const [x, y] = [inputs(12, 5), Int32Array.from({ length: 12 }, (_, i) => i % 3)];
    const { perClass, perExample } = await geometricComplexityOfBatches(f, [{ x, y }], { estimator: 'exact' });
    expectAllClose(perClass!, classComplexities(perExample, y), 1e-12);
    const statistics = await classStatistics(f(x), y);
    expect(geometricCollapse({ complexities: perClass!, statistics })).toBeGreaterThan(0);
    const four = await geometricComplexityOfBatches(f, [{ x, y }], { estimator: 'exact', classes: 4 });
    expect(four.perClass).toHaveLength(4);
    expect(four.perClass![3]).toBeNaN();
  });

  it('leaves no tensor behind, also when a batch is bad', async () => {
    const batches = [inputs(5, 1), inputs(5, 2)];
    await expectNoLeak(() => geometricComplexityOfBatches(f, batches));
    const bad = tf.ones([5, 4], 'int32');
    await expectNoLeak(() => geometricComplexityOfBatches(f, [...batches, bad]), 'float32');
  });
});

describe('a data set of which the examples are a sample', () => {
  it('has its own interval: 95% of samples cover its mean', async () => {
    await tf.setBackend('cpu');
    const data = inputs(200, 7);
    const { mean: truth } = await geometricComplexity(f, data, { estimator: 'exact' });
    const random = seededRandom(3);
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const x = tf.gather(data, tf.tensor1d(choose(50, 200, random), 'int32'));
      const options = { probes: 2, seed, datasetSize: 200 };
      const { interval, target } = await geometricComplexity(f, x, options);
      expect(target).toBe('dataset');
      if (interval[0] <= truth && truth <= interval[1]) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(86);
  });

  it('that is smaller than the sample is an error', async () => {
    const call = geometricComplexity(f, inputs(5, 1), { probes: 2, datasetSize: 4 });
    await expect(call).rejects.toThrow('datasetSize must be at least the 5 examples of x, got 4');
  });
});

describe('bad batches get an error that names them', () => {
  it.each([
    ['none', () => [], 'batches must be at least one batch, got none'],
    [
      'a tensor',
      () => inputs(3, 1),
      'batches must be an iterable of batches, or a function that returns one, got a float32 tensor',
    ],
    ['labels on some', () => [inputs(2, 1), { x: inputs(2, 2), y: [0, 1] }], 'got labels in 1 of 2 batches'],
    ['labels of another length', () => [{ x: inputs(2, 1), y: [0] }], 'y must be of length 2'],
  ])('%s', async (_, batches, message) => {
    await expect(geometricComplexityOfBatches(f, batches() as tf.Tensor[])).rejects.toThrow(message);
  });

  it('a number of classes without labels is not ignored', async () => {
    const call = geometricComplexityOfBatches(f, [inputs(2, 1)], { classes: 2 });
    await expect(call).rejects.toThrow('geometricComplexityOfBatches: classes must come with labels, got it alone.');
  });

  it('classes cannot be told by an estimator that leaves examples out', async () => {
    const call = geometricComplexityOfBatches(f, [{ x: inputs(6, 1), y: [0, 1, 0, 1, 0, 1] }], {
      estimator: { kind: 'examples', examples: 2 },
    });
    await expect(call).rejects.toThrow('one that measures every example, to tell classes apart');
  });
});
