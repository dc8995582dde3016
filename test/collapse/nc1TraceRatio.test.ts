import '../support/backends.js';
import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, nc1TraceRatio } from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';

describe('the ratio of traces', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('by hand: 1/4 over 1, whatever the weights of balanced classes', async () => {
    const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
    expect(nc1TraceRatio(s)).toBe(0.25);
    expect(nc1TraceRatio(s, { classWeights: 'sample' })).toBe(0.25);
  });

  it('by hand in every convention: classes of three and one, with means at -1 and 3', async () => {
    const s = await classStatistics(tf.tensor2d([[-2], [-1], [0], [3]]), [0, 0, 0, 1]); // tr Sigma_W = 2/4
    // mu_G = 0: (1 + 9) / 2, and (3 . 1 + 9) / 4; about 1, the mean of the means: 4, and 4.
    expect(nc1TraceRatio(s)).toBe(0.5 / 5);
    expect(nc1TraceRatio(s, { classWeights: 'sample' })).toBe(0.5 / 3);
    expect(nc1TraceRatio(s, { globalMean: 'class' })).toBe(0.5 / 4);
    expect(nc1TraceRatio(s, { globalMean: 'class', classWeights: 'sample' })).toBe(0.5 / 4);
  });

  it('refuses equal means in all classes', async () => {
    const s = await classStatistics(tf.ones([4, 2]), [0, 0, 1, 1]);
    expect(() => nc1TraceRatio(s)).toThrow('equal means in all classes');
  });
});
