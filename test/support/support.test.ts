import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import './backends.js';
import { expectAllClose, expectClose } from './close.js';
import { expectNoLeak } from './leaks.js';

const fails = (work: () => void) => expect(work).toThrow();

describe('what the tests compare with', () => {
  it('is close within the tolerance, relative to what is expected, and no further', () => {
    expectClose(1.00009, 1, 1e-4);
    fails(() => expectClose(1.00011, 1, 1e-4));
    fails(() => expectClose(1e-12, 2e-12, 1e-4));
    expectClose(1e-5, 0, 1e-4, 1);
    fails(() => expectClose(1e-300, 0, 1e-4));
    expectClose(0, 0);
  });

  it('is equal where it is no finite number', () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      expectClose(value, value);
      fails(() => expectClose(5, value));
      fails(() => expectClose(value, 5));
      fails(() => expectAllClose([1, value], [2, value]));
      expectAllClose([1, value], [1 + 1e-9, value]);
    }
    fails(() => expectClose(Infinity, -Infinity));
    for (const value of [undefined, null, '0']) {
      fails(() => expectClose(value as never, 0));
      fails(() => expectClose(value as never, value as never));
    }
  });

  it('is of the same length, and not empty', () => {
    fails(() => expectAllClose([1], [1, 1]));
    fails(() => expectAllClose([1, 1], [1]));
    fails(() => expectAllClose([], []));
    fails(() => expectAllClose([1e-3, 1], [2e-3, 1], 1e-5));
  });
});

describe('a leak', () => {
  it('is noticed, with and without an error; an error that was not expected is not swallowed', async () => {
    await tf.setBackend('cpu');
    const made: tf.Tensor[] = [];
    const leak = () => made.push(tf.zeros([1]));
    const failing = () => {
      leak();
      throw new Error('as expected');
    };
    await expectNoLeak(() => tf.zeros([1]).dispose());
    await expect(expectNoLeak(leak)).rejects.toThrow();
    await expect(expectNoLeak(failing)).rejects.toThrow('as expected');
    await expect(expectNoLeak(failing, 'as expected')).rejects.toThrow(/expected \d+ to be \d+/);
    await expect(expectNoLeak(async () => {}, 'as expected')).rejects.toThrow();
    await expectNoLeak(async () => {
      throw new Error('as expected');
    }, 'as expected');
    tf.dispose(made);
  });
});
