import * as tf from '@tensorflow/tfjs-core';
import { cdnvPerPair, classStatistics, neuralCollapse, neuralCollapseFromStatistics } from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

onEveryBackend('detail', () => {
  it('by hand: four points on a line, class by class and pair by pair', async () => {
    const features = tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]);
    const classifier = { weights: tf.tensor2d([[-1, 1]]), bias: tf.tensor1d([0, 2]) };
    const { perClass, perPair } = await neuralCollapse(features, [0, 0, 1, 1], {
      classifier,
      perClass: true,
      perPair: true,
    });
    expect(perClass).toEqual({
      variances: [0.25, 0.25],
      meanNorms: [1, 1],
      cdnv: [0.0625, 0.0625],
      nearestClass: [1, 0],
      nearestDistance: [2, 2],
      classifierCosines: [1, 1],
      nearestClassMeanAccuracy: [1, 1],
      nc4: [0.5, 0], // at -0.5 the logits are 0.5 and 1.5
      classifierAccuracy: [0.5, 1],
    });
    expect([...perPair!.squaredDistances]).toEqual([0, 4, 4, 0]);
    expect([...perPair!.cosines!]).toEqual([1, -1, -1, 1]);
    expect([...perPair!.cdnv!]).toEqual([0, 0.0625, 0.0625, 0]);
    expectAllClose(perPair!.directionalCdnv!, [0, 0.0625, 0.0625, 0], 1e-6);
  });

  it('averages to the measures of the whole', async () => {
    const { features, labels } = mixture({ counts: [30, 12, 7, 1, 9], d: 6, seed: 3, spread: 0.8 });
    const classifier = { weights: tf.randomNormal([6, 5], 0, 1, 'float32', 2) };
    const r = await neuralCollapse(features, labels, { classifier, perClass: true, perPair: true });
    const { perClass, perPair } = r;
    expectClose(mean(perClass!.cdnv!), r.cdnv!, 1e-12);
    const pairs = (values: ArrayLike<number>) => (mean(values) * 25) / 20;
    expectClose(pairs(perPair!.cdnv!), r.cdnv!, 1e-12);
    expectClose(pairs(perPair!.directionalCdnv!), r.directionalCdnv!, 1e-12);
    const overExamples = (values: readonly number[]) => mean(values.map((value, c) => (value * r.counts[c] * 5) / 59));
    expectClose(overExamples(perClass!.nc4!), r.nc4!, 1e-12);
    expectClose(overExamples(perClass!.classifierAccuracy!), r.classifierAccuracy!, 1e-12);
    expectClose(overExamples(perClass!.nearestClassMeanAccuracy!), r.nearestClassMeanAccuracy!, 1e-12);
    const cosines = perClass!.classifierCosines!;
    expectClose(mean(cosines.map((value) => (value - mean(cosines)) ** 2)), r.unc3!, 1e-12);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const at = i * 5 + j;
        expect(perPair!.cdnv![at]).toBe(perPair!.cdnv![j * 5 + i]);
        expect(perPair!.directionalCdnv![at]).toBeLessThanOrEqual(perPair!.cdnv![at] * (1 + 1e-6));
        expectClose(perPair!.cosines![at], perPair!.cosines![j * 5 + i], 1e-12);
      }
    }
    expect(perPair!.cdnv).toEqual([...cdnvPerPair(await classStatistics(features, labels))]);
  });

  it('from statistics lacks only what needs features; without a request there is none', async () => {
    const { features, labels } = mixture({ counts: [5, 5], d: 3, seed: 1 });
    const s = await classStatistics(features, labels);
    const r = await neuralCollapseFromStatistics(s, { perClass: true, perPair: true });
    expect(Object.keys(r.perClass!)).toEqual(['variances', 'meanNorms', 'cdnv', 'nearestClass', 'nearestDistance']);
    expect(Object.keys(r.perPair!)).toEqual(['squaredDistances', 'cosines', 'cdnv']);
    expect(await neuralCollapseFromStatistics(s)).not.toHaveProperty('perClass');
  });
});
