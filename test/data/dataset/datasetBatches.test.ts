import * as tf from '@tensorflow/tfjs-core';
import { datasetBatches, type ImageBatch, takeBatch } from 'geocollapse/data';
import { mlp, splitAtEmbedding } from 'geocollapse/models';
import { accuracy, monitor, train } from 'geocollapse/training';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../support/backends.js';
import { numbered, pairsOf } from '../../support/numbered.js';
import { refusal } from '../../support/refusal.js';

let network: ReturnType<typeof mlp>;
beforeAll(async () => {
  await tf.setBackend('cpu');
  network = mlp({ hidden: [4], inputShape: [1, 1, 2], classes: 3 });
});

const LABELS = [2, 0, 1, 0, 2, 1, 0, 0, 2, 1];
const walk = async (batches: ReturnType<typeof datasetBatches>) => {
  const got: number[][][] = [];
  for await (const { x, y } of batches) {
    const pairs = pairsOf((await x.data()).map((value) => Math.round(255 * value)));
    expect(pairs.map(([, label]) => label)).toEqual([...y]);
    got.push(pairs);
  }
  return got;
};

describe('a walk over a data set', () => {
  it.each([1, 3, 5, 9, 10, 11])(
    'in batches of %s has every example once, in order, and leaves no tensor',
    async (batchSize) => {
      const before = tf.memory().numTensors;
      const got = await walk(datasetBatches(numbered(LABELS).set, { batchSize, ahead: 0 }));
      expect(got.flat()).toEqual(LABELS.map((label, i) => [i, label]));
      expect(
        got
          .map((each) => each.length)
          .slice(0, -1)
          .every((n) => n === batchSize),
      ).toBe(true);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('with a seed has another order, the same for the same seed', async () => {
    const walked = (seed: number) => walk(datasetBatches(numbered(LABELS).set, { batchSize: 4, seed }));
    const first = await walked(1);
    expect(
      first
        .flat()
        .map(([index]) => index)
        .sort((a, b) => a - b),
    ).toEqual([...LABELS.keys()]);
    expect(await walked(1)).toEqual(first);
    expect(await walked(2)).not.toEqual(first);
  });

  it('disposes of a batch also where the walk ends early', async () => {
    const before = tf.memory().numTensors;
    for await (const { y } of datasetBatches(numbered(LABELS).set, { batchSize: 2 })) if (y[0] === 1) break;
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves out images that cannot be read, and batches of nothing else', async () => {
    const { set } = numbered(LABELS, { bad: [0, 1, 5], later: true });
    expect((await walk(datasetBatches(set, { batchSize: 2 }))).map((each) => each.map(([i]) => i))).toEqual([
      [2, 3],
      [4],
      [6, 7],
      [8, 9],
    ]);
    const { x, y } = await takeBatch(set, [0, 4, 5]);
    expect([x.shape, [...y]]).toEqual([[1, 1, 1, 2], [2]]);
    x.dispose();
    expect((await refusal(() => takeBatch(set, [0, 1]))).message).toContain('of one image at least that can be read');
  });
});

describe('a set of which no image can be read', () => {
  const { set } = numbered(LABELS, { bad: [...LABELS.keys()] });
  it.each<[string, () => Promise<unknown>]>([
    ['train', () => train(network, set, { steps: 1, batchSize: 5 })],
    ['datasetBatches', () => walk(datasetBatches(set))],
    ['accuracy', () => accuracy(network, set)],
    ['monitor', () => monitor(splitAtEmbedding(network), set, { batches: 1, batchSize: 9 })()],
  ])('is refused by %s', async (name, call) => {
    expect((await refusal(call)).message).toMatch(new RegExp(`^${name}: .*that can be read`));
  });
});

describe('a training', () => {
  it('passes each batch to augment before it is normalised, with the number of its step', async () => {
    const steps: number[] = [];
    const augment = (batch: Parameters<NonNullable<Parameters<typeof train>[2]['augment']>>[0], step: number) => {
      steps.push(step);
      expect(batch.images).toBeInstanceOf(Uint8Array);
      expect(pairsOf(batch.images).map(([index]) => LABELS[index])).toEqual([...batch.labels]);
      return batch;
    };
    await train(network, numbered(LABELS).set, { steps: 3, batchSize: 5, augment });
    expect(steps.slice(0, 3)).toEqual([1, 2, 3]); // batches ahead may follow
  });

  it.each<[string, (batch: ImageBatch) => Partial<ImageBatch>, string]>([
    [
      'a label beyond the classes',
      ({ labels }) => ({ labels: labels.map(() => 3) }),
      'labels must be whole numbers from 0',
    ],
    [
      'a negative label',
      ({ labels }) => ({ labels: labels.map(() => -1) }),
      'labels must be whole numbers from 0 to 2',
    ],
    ['images of another size', () => ({ shape: [5, 2, 1, 1] }), 'shape must be [n,1,1,2], of images as they came'],
    ['no image', () => ({ images: new Uint8Array(0), labels: new Int32Array(0), shape: [0, 1, 1, 2] }), 'of one image'],
  ])('refuses %s that augment makes', async (_, change, message) => {
    const augment = (batch: ImageBatch) => ({ ...batch, ...change(batch) });
    const error = await refusal(() => train(network, numbered(LABELS).set, { steps: 3, batchSize: 5, augment }));
    expect(error.message).toMatch(/^train: augment\(batch\)/);
    expect(error.message).toContain(message);
  });

  it('begins where the first images of a set cannot be read', async () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 3);
    const { set } = numbered(labels, { bad: Array.from({ length: 20 }, (_, i) => i) });
    expect(await train(network, set, { steps: 2, batchSize: 8 })).toBe(2);
  });

  it('refuses what augment makes of a batch if it is none', async () => {
    const augment = () => ({ images: new Uint8Array(3) }) as never;
    const error = await refusal(() => train(network, numbered(LABELS).set, { steps: 3, batchSize: 5, augment }));
    expect(error.message).toContain('train: augment(batch).shape must be');
  });

  it('tells for how long a step waited for its images, and ends at an abort while it waits', async () => {
    const { set } = numbered(LABELS);
    const slow = {
      ...set,
      read: async (indices: Int32Array) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return set.read(indices);
      },
    };
    const waits: number[] = [];
    await train(network, slow, { steps: 3, batchSize: 5, onStep: ({ waited }) => waits.push(waited) });
    expect(waits[0]).toBeGreaterThan(0.02);
    const controller = new AbortController();
    const stuck = {
      ...set,
      read: (indices: Int32Array) => (indices.length === 5 ? new Promise<never>(() => {}) : set.read(indices)),
    };
    const training = train(network, stuck, { steps: 3, batchSize: 5, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    expect(await training).toBe(0);
  });
});
