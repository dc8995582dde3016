import '../support/backends.js';
import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, geometricCollapse } from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';

describe('geometric collapse', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const statistics = () => classStatistics(tf.tensor2d([[-1], [1]]), [0, 1]);

  it('by hand: (2 + 6) / (2 . 2^2)', async () => {
    expect(geometricCollapse({ complexities: [2, 6], statistics: await statistics() })).toBe(1);
  });

  it.each([
    ['of another length', [1], 'complexities must be of length 2, got Array of length 1'],
    ['that are no numbers', [1, Number.NaN], 'got NaN for class 1'],
    ['below zero', [-1, 1], 'got -1 for class 0'],
  ])('refuses complexities %s', async (_, complexities, message) => {
    const s = await statistics();
    expect(() => geometricCollapse({ complexities, statistics: s })).toThrow(message);
  });
});
