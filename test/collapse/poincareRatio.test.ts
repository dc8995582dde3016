import '../support/backends.js';
import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, poincareRatio } from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';

describe('the Poincare ratio', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const statistics = () => classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);

  it('by hand: the larger of 1/4 over 1 and 1/4 over 2', async () => {
    expect(poincareRatio({ complexities: [1, 2], statistics: await statistics() })).toBe(0.25);
  });

  it('is Infinity where a class with some variance has no complexity, and of a class of one example adds nothing', async () => {
    expect(poincareRatio({ complexities: [1, 0], statistics: await statistics() })).toBe(Infinity);
    const one = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5]]), [0, 0, 1]);
    expect(poincareRatio({ complexities: [1, 0], statistics: one })).toBe(0.25);
  });

  it('refuses a complexity too few', async () => {
    const s = await statistics();
    const call = () => poincareRatio({ complexities: [1], statistics: s });
    expect(call).toThrow('poincareRatio: complexities must be of length 2');
  });
});
