import * as tf from '@tensorflow/tfjs-core';
import { neuralCollapse } from 'geocollapse';
import { expect, it } from 'vitest';
import { permutation, seededRandom } from '../../../src/numeric/random.js';
import { onEveryBackend } from '../../support/backends.js';
import { expectClose } from '../../support/close.js';
import { reference } from '../../support/reference.js';

onEveryBackend('the span of class means', () => {
  it('17 classes and more find the rank of means of which some are equal, in any order of classes', async () => {
    const random = seededRandom(5);
    for (const classes of [16, 17, 18, 33]) {
      const d = 48;
      const order = permutation(classes, random);
      const means = Array.from({ length: classes }, () => Array.from({ length: d }, random.normal));
      // The longest two are equal, and one more is the opposite of a third about their mean.
      means[1] = means[0] = means[0].map((value) => 3 * value);
      const labels = Array.from({ length: 4 * classes }, (_, i) => i % classes);
      const values = Float32Array.from({ length: labels.length * d }, (_, at) => {
        const i = Math.floor(at / d);
        return means[order[labels[i]]][at % d] + (i < 2 * classes ? 1 : -1) * 0.1 * Math.sin(at % (2 * classes * d));
      });
      const r = await neuralCollapse(tf.tensor2d(values, [labels.length, d]), labels);
      expect(r.rank).toBe(classes - 2);
      expectClose(r.nc1!, reference(values, labels, d).nc1, 1e-5);
      expect(r.cdnv).toBeGreaterThan(1e9);
    }
  });
});
