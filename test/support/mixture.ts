import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../../src/numeric/random.js';

/** What makes a mixture hard for float32, by what it is called in a title. */
export const HARD_MIXTURES: [string, { offset?: number; scale?: number; spread?: number }][] = [
  ['plain', {}],
  ['at an offset of 1e4 with a spread of 1e-2', { offset: 1e4, scale: 1e-2 }],
  ['collapsed to 1e-5 of the distance of the means', { spread: 1e-5 }],
  ['of size 1e30', { scale: 1e30 }],
  ['of size 1e-30', { scale: 1e-30 }],
];

/** A Gaussian mixture: `counts[c]` examples of class c around a random mean, in a random order; float32-rounded. */
export function mixture({
  counts,
  d,
  seed,
  spread = 0.3,
  offset = 0,
  scale = 1,
}: {
  counts: number[];
  d: number;
  seed: number;
  spread?: number;
  offset?: number;
  scale?: number;
}) {
  const random = seededRandom(seed);
  const means = counts.map(() => Float64Array.from({ length: d }, () => random.normal()));
  const labels = counts.flatMap((count, c) => new Array<number>(count).fill(c));
  const order = labels.map((label) => ({ label, key: random.uniform() })).sort((a, b) => a.key - b.key);
  const shuffled = order.map(({ label }) => label);
  const values = new Float32Array(shuffled.length * d);
  shuffled.forEach((c, i) => {
    for (let j = 0; j < d; j++) values[i * d + j] = offset + scale * (means[c][j] + spread * random.normal());
  });
  return { values, labels: shuffled, n: shuffled.length, d, features: tf.tensor2d(values, [shuffled.length, d]) };
}
