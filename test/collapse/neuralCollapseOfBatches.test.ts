import * as tf from '@tensorflow/tfjs-core';
import { type FeatureBatch, neuralCollapse, neuralCollapseOfBatches } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { mixture } from '../support/mixture.js';

/** The rows of a mixture in batches of the given sizes, each disposed of when the next is asked for. */
function inBatches({ values, labels, d }: ReturnType<typeof mixture>, sizes: number[], from = labels) {
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
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});
