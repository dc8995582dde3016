import * as tf from '@tensorflow/tfjs-core';
import { type FeatureBatch, neuralCollapse, neuralCollapseOfBatches } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { mixture } from '../support/mixture.js';

/** The rows of a mixture in batches of the given sizes, each disposed of when the next is asked for. */
function inBatches({ values, labels, d }: ReturnType<typeof mixture>, sizes: readonly number[], from = labels) {
  return function* (): Generator<FeatureBatch> {
    let start = 0;
    for (const size of sizes) {
      const features = tf.tensor2d(values.slice(start * d, (start + size) * d), [size, d]);
      try {
        yield { features, labels: from.slice(start, start + size) };
      } finally {
        features.dispose();
      }
      start += size;
    }
  };
}

onEveryBackend('neural collapse of batches', () => {
  it('takes an asynchronous generator', async () => {
    const data = mixture({ counts: [5, 5], d: 3, seed: 1 });
    const batches = async function* () {
      yield* inBatches(data, [4, 6])();
    };
    const { nc1 } = await neuralCollapseOfBatches(batches);
    expectClose(nc1!, (await neuralCollapse(data.features, data.labels)).nc1!, 1e-6);
  });

  it('leaves no tensor behind, after success and after an error', async () => {
    const data = mixture({ counts: [5, 5], d: 3, seed: 1 });
    const classifier = { weights: tf.ones([3, 2]) };
    const wrong = { weights: tf.ones([1, 1]) };
    await expectNoLeak(() => neuralCollapseOfBatches(inBatches(data, [4, 6]), { classifier }));
    const attempt = () => neuralCollapseOfBatches(inBatches(data, [4, 6]), { classifier: wrong });
    await expectNoLeak(attempt, 'weights must be');
  });
});

describe('bad input gets an error that names the argument and the remedy', () => {
  const data = () => mixture({ counts: [5, 5], d: 3, seed: 1 });

  it.each([
    ['offset 1e4', { offset: 1e4 }],
    ['collapsed', { spread: 1e-4, offset: 1 }],
    ['collapsed to points', { spread: 0 }],
    ['of a class of one', { counts: [1, 9, 20] }],
    ['at a scale of 1e-30', { scale: 1e-30 }],
  ])('takes the same examples in another order and other batches the second time: %s', async (_, options) => {
    const given = mixture({ counts: [40, 30, 30], d: 20, seed: 2, ...options });
    const { values, labels, n, d } = given;
    const backwards = {
      ...given,
      values: Float32Array.from(values, (_, at) => values[(n - 1 - Math.floor(at / d)) * d + (at % d)]),
      labels: labels.slice().reverse(),
    };
    let pass = 0;
    const batches = () => (pass++ === 0 ? inBatches(given, [n]) : inBatches(backwards, [9, n - 9]))();
    const { nearestClassMeanAccuracy } = await neuralCollapseOfBatches(batches);
    expect(nearestClassMeanAccuracy).toBeGreaterThan(0.3);
  });

  it.each([
    [
      'a generator that is spent after one pass',
      () => neuralCollapseOfBatches(inBatches(data(), [10])() as never),
      'batches must be an array of batches, or a function that starts them anew, got an object of class',
    ],
    ['no batches', () => neuralCollapseOfBatches(() => []), 'batches must be with at least one example, got none'],
    [
      'a class that the whole stream lacks',
      () => neuralCollapseOfBatches(inBatches(data(), [10]), { classes: 3 }),
      'one example each, got none of class 2',
    ],
    [
      'fewer examples in the second pass',
      () => {
        let pass = 0;
        return neuralCollapseOfBatches(() => inBatches(data(), pass++ === 0 ? [5, 5] : [5])());
      },
      /batches must be as in the first pass, \d examples of class \d, got \d\. Each call must make a new iterator\. Make the same examples/,
    ],
    [
      'other labels in the second pass',
      () => {
        let pass = 0;
        return neuralCollapseOfBatches(() => inBatches(data(), [10], pass++ === 0 ? undefined : Array(10).fill(0))());
      },
      'as in the first pass, 5 examples of class 0, got 10',
    ],
    [
      'labels that changed places in the second pass',
      () => {
        const other = data().labels.map((y) => 1 - y);
        let pass = 0;
        return neuralCollapseOfBatches(() => inBatches(data(), [10], pass++ === 0 ? undefined : other)());
      },
      'batches must be as in the first pass, got another mean of class 0',
    ],
    [
      'another augmentation in the second pass',
      () => {
        let pass = 0;
        return neuralCollapseOfBatches(() => inBatches(mixture({ counts: [5, 5], d: 3, seed: pass++ }), [10])());
      },
      'batches must be as in the first pass, got another mean of class 0',
    ],
    [
      'features that are not finite in the second pass',
      () => {
        let pass = 0;
        const broken = { ...data(), values: data().values.map((value, at) => (at === 4 ? Number.NaN : value)) };
        return neuralCollapseOfBatches(() => inBatches(pass++ === 0 ? data() : broken, [10])());
      },
      'batches must be as in the first pass, got another mean of class',
    ],
    [
      'batches of another width',
      () => neuralCollapseOfBatches([3, 2].map((d) => ({ features: tf.ones([2, d]), labels: [0, 1] }))),
      'neuralCollapseOfBatches: features must be of 3 values each, as in the batches before, got 2.',
    ],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});
