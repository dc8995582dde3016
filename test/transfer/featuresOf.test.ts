import * as tf from '@tensorflow/tfjs-core';
import { type ImageDataset, imageDataset } from 'geocollapse/data';
import { featuresOf } from 'geocollapse/transfer';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectNoLeak } from '../support/leaks.js';

const set = imageDataset({
  images: Uint8Array.from({ length: 28 }, (_, i) => 9 * i),
  labels: [0, 1, 2, 2, 1, 0, 1],
  shape: [2, 2, 1],
  classes: 3,
  normalisation: { mean: [0], std: [1] },
});
/** Twice the pixels, [n, 2, 2, 1]. */
const twice = (x: tf.Tensor) => tf.mul(x, 2);

onEveryBackend('featuresOf', () => {
  it.each([1, 3, 6, 7, 8])('has one row for each image, in order, in batches of %d', async (batchSize) => {
    const done: number[] = [];
    const { features, labels, shape } = await featuresOf(twice, set, { batchSize, onProgress: (n) => done.push(n) });
    expect(shape).toEqual([7, 2, 2, 1]);
    expect(features).toEqual(Float32Array.from(set.images, (pixel) => 2 * Math.fround(pixel / 255)));
    expect(Array.from(labels)).toEqual([0, 1, 2, 2, 1, 0, 1]);
    expect(done.at(-1)).toBe(7);
    expect(done).toHaveLength(Math.ceil(7 / batchSize));
  });

  it('takes an embedding that returns its input, and leaves nothing behind', async () => {
    await expectNoLeak(async () => {
      const { features } = await featuresOf((x) => x, set, { batchSize: 4 });
      expect(features).toHaveLength(28);
    });
  });

  it('leaves out images that the set skips, with their labels', async () => {
    const read: ImageDataset['read'] = (indices) => {
      const skipped = Array.from(indices).flatMap((index, place) => (index % 3 === 1 ? [place] : []));
      const kept = indices.filter((index) => index % 3 !== 1);
      return { images: Uint8Array.from({ length: 4 * kept.length }, (_, i) => kept[i >> 2]), skipped };
    };
    const { features, labels, shape } = await featuresOf(twice, { ...set, read }, { batchSize: 2 });
    expect(shape).toEqual([5, 2, 2, 1]);
    expect(Array.from(labels)).toEqual([0, 2, 2, 0, 1]);
    expect(Array.from(features, (value) => Math.round((value / 2) * 255)).filter((_, i) => i % 4 === 0)).toEqual([
      0, 2, 3, 5, 6,
    ]);
  });

  it('refuses features whose shape depends on the batch, an embedding that loses rows, and a set that is none', async () => {
    const growing = (x: tf.Tensor) => tf.ones([x.shape[0], x.shape[0]]);
    await expectNoLeak(
      () => featuresOf(growing, set, { batchSize: 4 }),
      'embedding(x) must be of shape [n,4] for every',
    );
    const first = (x: tf.Tensor) => tf.slice(x, 0, 1);
    await expectNoLeak(() => featuresOf(first, set), 'featuresOf: embedding(x) must be of shape [7, ...]');
    await expectNoLeak(() => featuresOf(twice, {} as never), 'featuresOf: data must be');
  });
});
