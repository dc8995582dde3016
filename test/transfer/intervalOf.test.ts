import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { intervalOf } from '../../src/transfer/intervalOf.js';
import { expectAllClose } from '../support/close.js';

describe('the interval of a share that was counted in clusters', () => {
  it('is that of Clopper and Pearson where clusters tell as much as independent trials, and are many', () => {
    // 600 of 750 in 750 clusters of one: SciPy's binomtest(600, 750).proportion_ci(method='exact').
    const error = Math.sqrt((0.8 * 0.2) / 750);
    expectAllClose(intervalOf(0.8, error, 750, 1), [0.7695503458419671, 0.8280682239297813], 1e-9);
  });

  it('is close to the share with 1.96 standard errors on both sides where clusters are many', () => {
    const [low, high] = intervalOf(0.6, 0.004, 600, 75);
    expectAllClose([low, high], [0.6 - 1.96 * 0.004, 0.6 + 1.96 * 0.004], 1e-3);
  });

  it('tells nothing of a single cluster', () => {
    expect(intervalOf(1, null, 1, 75)).toEqual([0, 1]);
  });

  it('has a width where all clusters agree, less the more there are, and ends at 0 and 1', () => {
    for (const share of [0, 0.4, 1]) {
      const widths = [2, 3, 10, 600].map((clusters) => {
        const [low, high] = intervalOf(share, 0, clusters, 75);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low <= share && share <= high).toBe(true);
        return high - low;
      });
      for (let i = 1; i < widths.length; i++) expect(widths[i]).toBeLessThan(widths[i - 1]);
      expect(widths[3]).toBeGreaterThan(0);
    }
  });

  it('grows with the standard error', () => {
    const widths = [0, 0.01, 0.02, 0.1].map((error) => {
      const [low, high] = intervalOf(0.9, error, 20, 75);
      return high - low;
    });
    for (let i = 1; i < widths.length; i++) expect(widths[i]).toBeGreaterThan(widths[i - 1]);
  });

  it.each([
    [0.6, 0.08, 2],
    [0.6, 0.08, 5],
    [0.6, 0.08, 100],
    [0.95, 0.03, 5],
    [0.99, 0.01, 20],
    [0.999, 0.002, 20],
  ])(
    'covers a share of %d that varies by %d, in %d clusters of 75, nearly 95% of the time or more',
    (share, spread, m) => {
      const random = seededRandom(1);
      const rounds = 600;
      let covered = 0;
      for (let round = 0; round < rounds; round++) {
        const shares = Array.from({ length: m }, () => {
          // A share of its own: two values, with the right mean and spread, that stay within 0 and 1.
          const up = Math.min((1 - share) / 2, spread);
          const p = random.uniform() < spread ** 2 / (spread ** 2 + up ** 2) ? share + up : share - spread ** 2 / up;
          let right = 0;
          for (let i = 0; i < 75; i++) if (random.uniform() < p) right++;
          return right / 75;
        });
        const mean = shares.reduce((a, b) => a + b) / m;
        const squares = shares.reduce((sum, each) => sum + (each - mean) ** 2, 0);
        const [low, high] = intervalOf(mean, Math.sqrt(squares / (m - 1) / m), m, 75);
        if (low <= share && share <= high) covered++;
      }
      expect(covered / rounds).toBeGreaterThan(0.92);
    },
  );
});
