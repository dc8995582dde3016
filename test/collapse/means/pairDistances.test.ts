import * as tf from '@tensorflow/tfjs-core';
import { cdnv, classStatistics, mergeClassStatistics, neuralCollapse, neuralCollapseOfBatches } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { meanDistances } from '../../../src/collapse/means/pairDistances.js';
import { seededRandom } from '../../../src/numeric/random.js';
import { onEveryBackend } from '../../support/backends.js';
import { largestDifference } from '../../support/matrices.js';

describe('tables of pairs', () => {
  it('are the same kept and computed row by row, on both sides of the limit', () => {
    const random = seededRandom(1);
    for (const classes of [1, 2, 5, 6, 7, 16]) {
      const means = Float64Array.from({ length: classes * 5 }, random.normal);
      means.copyWithin((classes - 1) * 5, 0, 5); // the last equals the first
      const zeros = new Float64Array(classes);
      const s = { classes, dimension: 5, counts: zeros.map(() => 1), means, squaredDeviations: zeros };
      const kept = meanDistances(s, classes + 1);
      const computed = meanDistances(s, classes);
      for (let i = 0; i < classes; i++) {
        expect(largestDifference(kept(i), computed(i))).toBeLessThan(1e-14);
        expect(kept(0)[classes - 1]).toBe(0);
      }
    }
  });
});

onEveryBackend('equal class means', () => {
  it('are equal in one piece, in batches of any sizes and merged in any order', async () => {
    const random = seededRandom(11);
    for (let turn = 0; turn < 12; turn++) {
      const [d, count] = [1 + (turn % 5), 3 + (turn % 7)];
      const offset = [0, 1e4, -3][turn % 3];
      const shared = Array.from({ length: count }, () =>
        Array.from({ length: d }, () => Math.fround(offset + 0.1 * random.normal())),
      );
      const third = shared.map((row) => row.map((value) => value + 5));
      // Classes 0 and 2 have the same examples, in another order; class 1 is elsewhere.
      const examples = [
        ...shared.map((row) => ({ row, y: 0 })),
        ...third.map((row) => ({ row, y: 1 })),
        ...shared.map((row) => ({ row, y: 2 })).reverse(),
      ];
      const order = examples.map((example) => ({ ...example, key: random.uniform() })).sort((a, b) => a.key - b.key);
      const labels = order.map(({ y }) => y);
      const x = tf.tensor2d(order.map(({ row }) => row));
      const sizes = [1, 2, order.length - 3];
      const starts = [0, 1, 3];
      const batches = starts.map((start, k) => ({
        features: tf.slice(x, [start, 0], [sizes[k], d]),
        labels: labels.slice(start, start + sizes[k]),
      }));
      const whole = await neuralCollapse(x, labels, { perPair: true });
      const streamed = await neuralCollapseOfBatches(() => batches, { classes: 3, perPair: true });
      const [a, b, c] = await Promise.all(
        batches.map((batch) => classStatistics(batch.features, batch.labels, { classes: 3 })),
      );
      for (const r of [whole, streamed]) {
        expect([r.cdnv, r.directionalCdnv, r.rank]).toEqual([Infinity, Infinity, 1]);
        expect(r.perPair!.squaredDistances[2]).toBe(0);
        expect(r.perPair!.cdnv![2]).toBe(Infinity);
        expect(r.gnc2!.mean).toBe(Infinity);
        // No example is nearer to the mean of class 2 than to that of class 0.
        expect(r.nearestClassMeanAccuracy).toBe(2 / 3);
      }
      for (const merged of [
        mergeClassStatistics(mergeClassStatistics(a, b), c),
        mergeClassStatistics(c, mergeClassStatistics(b, a)),
      ]) {
        expect(cdnv(merged)).toBe(Infinity);
      }
    }
  });
});
