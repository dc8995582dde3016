import { describe, expect, it } from 'vitest';
import { fastestOrigin, isNear, type Origin, statisticsAbout, ZERO } from '../../../src/statistics/rows/origin.js';

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
    expect(fastestOrigin(statistics([2, 2, -2, 2], 1))).toBe(ZERO);
    expect(fastestOrigin(statistics([2, 2, -2, 2.1], 1))).not.toBe(ZERO);
  });

  it('is mu_G, rounded to float32, where classes share an offset', () => {
    const values = Float64Array.of(Math.fround(1e4 + 0.1), 0);
    expect(fastestOrigin(statistics([1e4 + 0.1, 2, 1e4 + 0.1, -2], 1))).toEqual({ kind: 'common', values });
  });

  it('is the mean of each class where they have drawn together', () => {
    const means = [1, 2, -1, 2];
    const byClass = { kind: 'byClass', values: Float64Array.from(means) };
    expect(fastestOrigin(statistics(means, 0.01))).toEqual(byClass);
    expect(fastestOrigin(statistics(means, 0))).toEqual(byClass);
  });

  it('does not mind a class without examples', () => {
    const s = statistics([1, 1, 0, 0], 1);
    s.counts[1] = 0;
    s.squaredDeviations[1] = 0;
    expect(isNear(ZERO, s)).toBe(true);
  });

  it('gives the same statistics, whatever it is: of 1, 3 and of 10', () => {
    const counts = Float64Array.of(2, 1);
    const origins: [Origin, number[], number[]][] = [
      [ZERO, [4, 10], [10, 100]],
      [{ kind: 'common', values: Float64Array.of(1) }, [2, 9], [4, 81]],
      [{ kind: 'byClass', values: Float64Array.of(2, 10) }, [0, 0], [2, 0]],
    ];
    for (const [origin, sums, squares] of origins) {
      const s = statisticsAbout(origin, Float64Array.from(sums), Float64Array.from(squares), counts);
      expect([...s.means]).toEqual([2, 10]);
      expect([...s.squaredDeviations]).toEqual([2, 0]);
    }
  });
});
