import * as tf from '@tensorflow/tfjs-core';
import { cdnv, classStatistics, nc1, neuralCollapse } from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';

/** Tables of pairs are kept to 4,096 classes; beyond, rows come class by class. */
const d = 6;

/**
 * Examples that are nearest to their own mean, that the classifier gets right, and on which the two differ: by the
 * definitions.
 */
function plainCounts(
  values: Float32Array,
  labels: number[],
  means: Float64Array,
  weights: Float32Array,
  bias: Float32Array,
) {
  const classes = bias.length;
  const counts = { nearest: 0, right: 0, different: 0 };
  for (const [i, y] of labels.entries()) {
    let nearest = 0;
    let least = Infinity;
    let chosen = 0;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) {
      let distance = 0;
      let logit = bias[c];
      for (let j = 0; j < d; j++) {
        distance += (values[i * d + j] - means[c * d + j]) ** 2;
        logit += values[i * d + j] * weights[j * classes + c];
      }
      if (distance < least) {
        least = distance;
        nearest = c;
      }
      if (logit > largest) {
        largest = logit;
        chosen = c;
      }
    }
    if (nearest === y) counts.nearest++;
    if (chosen === y) counts.right++;
    if (nearest !== chosen) counts.different++;
  }
  return counts;
}

onEveryBackend('as many classes as tables are kept for, and one more', () => {
  it.each([
    [4096, 'rows read as they are', { spread: 2 }],
    [4097, 'rows about their class means', { spread: 0.05, offset: 50 }],
  ])(
    '%i give the measures of the other routes and of the definitions: %s',
    async (classes, _, input) => {
      const counts = Array.from({ length: classes }, (_, c) => 1 + (c % 2));
      const { values, labels, n } = mixture({ counts, d, seed: 1, ...input });
      // The first class of two rows and the last of two have the same examples, so that their means are equal.
      const twin = labels.flatMap((y, i) => (y === 1 ? [i] : []));
      const last = classes - 1 - (classes % 2);
      for (const [k, i] of labels.flatMap((y, at) => (y === last ? [at] : [])).entries()) {
        values.copyWithin(i * d, twin[k] * d, (twin[k] + 1) * d);
      }
      const features = tf.tensor2d(values, [n, d]);
      const weights = Float32Array.from({ length: d * classes }, (_, at) => Math.sin(0.7 * at));
      const bias = Float32Array.from({ length: classes }, (_, c) => Math.cos(c));
      const classifier = { weights: tf.tensor2d(weights, [d, classes]), bias: tf.tensor1d(bias) };
      const r = await neuralCollapse(features, labels, { classifier });
      const s = await classStatistics(features, labels, { scatter: true });
      expectClose(r.nc1!, nc1(s), 1e-6);
      expect([r.cdnv, cdnv(s)]).toEqual([Infinity, Infinity]);
      const plain = plainCounts(values, labels, s.means, weights, bias);
      expect(Math.round(r.nearestClassMeanAccuracy! * n)).toBe(plain.nearest);
      expect(Math.round(r.classifierAccuracy! * n)).toBe(plain.right);
      expect(Math.round(r.nc4! * n)).toBe(plain.different);
    },
    180_000,
  );
});
