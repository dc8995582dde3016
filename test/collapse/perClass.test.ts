import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, neuralCollapse, neuralCollapseFromStatistics } from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

onEveryBackend('measures class by class', () => {
  it('by hand: four points on a line', async () => {
    const features = tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]);
    const classifier = { weights: tf.tensor2d([[-1, 1]]), bias: tf.tensor1d([0, 2]) };
    const { perClass } = await neuralCollapse(features, [0, 0, 1, 1], { classifier, perClass: true });
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
  });

  it('average to the measures of the whole: over classes, or over their examples', async () => {
    const { features, labels } = mixture({ counts: [30, 12, 7, 1, 9], d: 6, seed: 3, spread: 0.8 });
    const classifier = { weights: tf.randomNormal([6, 5], 0, 1, 'float32', 2) };
    const { perClass, counts, ...whole } = await neuralCollapse(features, labels, { classifier, perClass: true });
    expectClose(mean(perClass.cdnv!), whole.cdnv!, 1e-12);
    const cosines = perClass.classifierCosines!;
    expectClose(mean(cosines.map((value) => (value - mean(cosines)) ** 2)), whole.unc3!, 1e-12);
    for (const key of ['nc4', 'classifierAccuracy', 'nearestClassMeanAccuracy'] as const) {
      const examples = perClass[key]!.map((share, c) => share * counts[c]);
      expectClose(examples.reduce((sum, value) => sum + value, 0) / labels.length, whole[key], 1e-12);
    }
  });

  it('lack, from statistics, only what needs features; without a request there are none', async () => {
    const { features, labels } = mixture({ counts: [5, 5], d: 3, seed: 1 });
    const s = await classStatistics(features, labels);
    const { perClass } = await neuralCollapseFromStatistics(s, { perClass: true });
    expect(Object.keys(perClass)).toEqual(['variances', 'meanNorms', 'cdnv', 'nearestClass', 'nearestDistance']);
    expect(await neuralCollapseFromStatistics(s)).not.toHaveProperty('perClass');
  });
});
