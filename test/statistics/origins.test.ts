import { describe, expect, it } from 'vitest';
import { fastestOrigin, isNear, statisticsAbout } from '../../src/statistics/origins.js';

/** Two classes of ten rows of two values each, variance v = S / 10 each, means as given. */
const statistics = (means: number[], v: number) => ({
  classes: 2,
  dimension: 2,
  counts: Float64Array.of(10, 10),
  means: Float64Array.from(means),
  squaredDeviations: Float64Array.of(10 * v, 10 * v),
});

describe('the origin that rows are taken about', () => {
  it('is nothing while the squared means are within 8 variances, in every class', () => {
    expect([...fastestOrigin(statistics([2, 2, -2, 2], 1))]).toEqual([]);
    expect([...fastestOrigin(statistics([2, 2, -2, 2.1], 1))]).not.toEqual([]);
  });

  it('is mu_G, rounded to float32, where classes share an offset', () => {
    expect([...fastestOrigin(statistics([1e4 + 0.1, 2, 1e4 + 0.1, -2], 1))]).toEqual([Math.fround(1e4 + 0.1), 0]);
  });

  it('is the mean of each class where they have drawn together', () => {
    const means = [1, 2, -1, 2];
    expect([...fastestOrigin(statistics(means, 0.01))]).toEqual(means);
    expect([...fastestOrigin(statistics(means, 0))]).toEqual(means);
  });

  it('does not mind a class without examples', () => {
    const s = statistics([1, 1, 0, 0], 1);
    s.counts[1] = 0;
    s.squaredDeviations[1] = 0;
    expect(isNear(new Float64Array(0), s)).toBe(true);
  });

  it('gives the same statistics, whatever it is: of 1, 3 and of 10', () => {
    const counts = Float64Array.of(2, 1);
    for (const [origin, sums, squares] of [
      [[], [4, 10], [10, 100]],
      [[1], [2, 9], [4, 81]],
      [
        [2, 10],
        [0, 0],
        [2, 0],
      ],
    ]) {
      const s = statisticsAbout(Float64Array.from(origin), Float64Array.from(sums), Float64Array.from(squares), counts);
      expect([...s.means]).toEqual([2, 10]);
      expect([...s.squaredDeviations]).toEqual([2, 0]);
    }
  });
});
