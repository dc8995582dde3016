import '../support/backends.js';
import * as tf from '@tensorflow/tfjs-core';
import { cdnv, cdnvPerPair, classStatistics, geometricCollapse, neuralCollapse, poincareRatio } from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixture } from '../support/mixture.js';

describe('CDNV', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('by hand: four points on a line', async () => {
    const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
    expect(cdnv(s)).toBe(0.0625); // (1/4 + 1/4) / (2 . 4)
    expect([...cdnvPerPair(s)]).toEqual([0, 0.0625, 0.0625, 0]);
  });

  it('is Infinity, its limit, where two classes with some variance have equal means', async () => {
    const [features, labels] = [tf.tensor2d([[0], [2], [0], [2], [5], [6]]), [0, 0, 1, 1, 2, 2]];
    expect(cdnv(await classStatistics(features, labels))).toBe(Infinity);
    const r = await neuralCollapse(features, labels, { perPair: true });
    expect([r.cdnv, r.directionalCdnv]).toEqual([Infinity, Infinity]);
    expect(r.perPair.directionalCdnv![1]).toBe(Infinity);
    expect(r.perPair.directionalCdnv![2]).toBeLessThan(1);
  });

  it('is at most the Poincare ratio times the geometric collapse', async () => {
    const { features, labels } = mixture({ counts: [20, 15, 10], d: 4, seed: 10 });
    const geometry = { complexities: [1, 2, 0.5], statistics: await classStatistics(features, labels) };
    expect(cdnv(geometry.statistics)).toBeLessThanOrEqual(poincareRatio(geometry) * geometricCollapse(geometry));
  });

  it('refuses two classes that are one point, and a class without examples', async () => {
    const point = await classStatistics(tf.tensor2d([[1], [1], [5]]), [0, 1, 2]);
    const empty = await classStatistics(tf.tensor2d([[1], [2]]), [0, 2]);
    for (const measure of [cdnv, cdnvPerPair]) {
      expect(() => measure(point)).toThrow('classes 0 and 1, one and the same point');
      expect(() => measure(empty)).toThrow('got none of class 1');
    }
  });
});
