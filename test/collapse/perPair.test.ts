import * as tf from '@tensorflow/tfjs-core';
import { cdnvPerPair, classStatistics, neuralCollapse, neuralCollapseFromStatistics } from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';

onEveryBackend('measures pair by pair', () => {
  it('by hand: four points on a line', async () => {
    const features = tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]);
    const { perPair } = await neuralCollapse(features, [0, 0, 1, 1], { perPair: true });
    expect(perPair.squaredDistances).toEqual([0, 4, 4, 0]);
    expect(perPair.cosines).toEqual([1, -1, -1, 1]);
    expect(perPair.cdnv).toEqual([0, 0.0625, 0.0625, 0]);
    expectAllClose(perPair.directionalCdnv!, [0, 0.0625, 0.0625, 0], 1e-6);
    expectAllClose(perPair.directionalRatios!, [0, 0.0625, 0.0625, 0], 1e-6);
  });

  it('are symmetric, and average to the measures of the whole', async () => {
    const { features, labels } = mixture({ counts: [30, 12, 7, 1, 9], d: 6, seed: 3, spread: 0.8 });
    const { perPair, ...whole } = await neuralCollapse(features, labels, { perPair: true });
    const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / 20; // of 5 x 4 pairs
    expectClose(average(perPair.cdnv!), whole.cdnv!, 1e-12);
    expectClose(average(perPair.directionalCdnv!), whole.directionalCdnv!, 1e-12);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const [at, mirrored] = [i * 5 + j, j * 5 + i];
        expect(perPair.cdnv![at]).toBe(perPair.cdnv![mirrored]);
        expect(perPair.directionalCdnv![at]).toBeLessThanOrEqual(perPair.cdnv![at] * (1 + 1e-6));
        expectClose(perPair.cosines![at], perPair.cosines![mirrored], 1e-12);
      }
    }
    expect(perPair.cdnv).toEqual([...cdnvPerPair(await classStatistics(features, labels))]);
  });

  it('lack, from statistics, only what needs features; without a request there are none', async () => {
    const { features, labels } = mixture({ counts: [5, 5], d: 3, seed: 1 });
    const s = await classStatistics(features, labels);
    const { perPair } = await neuralCollapseFromStatistics(s, { perPair: true });
    expect(Object.keys(perPair)).toEqual(['squaredDistances', 'cosines', 'cdnv']);
    expect(await neuralCollapseFromStatistics(s)).not.toHaveProperty('perPair');
  });
});
