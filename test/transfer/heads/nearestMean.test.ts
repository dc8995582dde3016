import { describe, expect, it } from 'vitest';
import { nearestMean } from '../../../src/transfer/heads/nearestMean.js';
import { expectAllClose } from '../../support/close.js';
import { normalEpisode, plainDistances } from '../../support/fewShot.js';
import { taskOf } from './taskOf.js';

describe('the nearest class mean', () => {
  // Numbers on both sides of the blocks of four rows and two means, and of pairs of values.
  it.each([
    [2, 1, 1, 1],
    [3, 2, 1, 4],
    [2, 5, 2, 7],
    [5, 3, 4, 33],
    [7, 1, 3, 64],
  ])(
    'of %d classes, %d shots, %d queries and %d features scores by minus the squared distance',
    (ways, shots, q, d) => {
      const episode = normalEpisode({ ways, shots, queries: q, d });
      expectAllClose(
        nearestMean(taskOf(episode)),
        plainDistances(episode)
          .flat()
          .map((x) => -x),
        1e-13,
      );
    },
  );

  it('is the same to 1e-11 far from the origin, where float32 products would leave nothing', () => {
    const shape = { ways: 5, shots: 5, queries: 3, d: 32 };
    const near = nearestMean(taskOf(normalEpisode(shape)));
    expectAllClose(nearestMean(taskOf(normalEpisode(shape, { offset: 1e4 }))), near, 1e-11);
  });

  it('tells two close classes apart beside one that is far from both', () => {
    const support = [[1e8], [0], [1e-3]];
    const queries = [[1e8], [2e-4], [8e-4]];
    const scores = nearestMean(taskOf({ support, queries, ways: 3 }));
    expect(scores[4]).toBeGreaterThan(scores[5]);
    expect(scores[8]).toBeGreaterThan(scores[7]);
  });

  it('scores classes with the same support the same, to the bit', () => {
    const { support, queries } = normalEpisode({ ways: 2, shots: 3, queries: 4, d: 9 });
    const scores = nearestMean(
      taskOf({ support: [...support, ...support], queries: [...queries, ...queries], ways: 4 }),
    );
    for (let i = 0; i < scores.length; i += 4)
      expect([scores[i], scores[i + 1]]).toEqual([scores[i + 2], scores[i + 3]]);
  });
});
