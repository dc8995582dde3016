import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import type { ImageDataset } from 'geocollapse/data';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { accuracy, monitor, train } from 'geocollapse/training';
import { beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { expectNoLeak } from '../support/leaks.js';

beforeAll(async () => {
  await useBestBackend({ prefer: 'wasm', print: false });
});

/** Images of three classes: a bright stripe at another height each, in noise. */
function stripes(n: number): ImageDataset {
  const random = seededRandom(9);
  const labels = Uint8Array.from({ length: n }, (_, i) => i % 3);
  const images = Uint8Array.from({ length: n * 64 }, (_, at) => {
    const row = Math.floor((at % 64) / 8);
    return (Math.floor(row / 3) === labels[Math.floor(at / 64)] ? 160 : 0) + 90 * random.uniform();
  });
  return { images, labels, shape: [8, 8, 1], classes: 3, mean: [0.4], std: [0.3] };
}

const data = stripes(96);
const net = (seed = 1) => vgg({ depth: 11, inputShape: [8, 8, 1], width: 1 / 16, classes: 3, seed });
const options = { steps: 25, batchSize: 16, learningRate: 0.02 };

it('training lowers the loss and ends with every image right', async () => {
  const model = net();
  const losses: number[] = [];
  const done = await train(model, data, { ...options, onStep: ({ loss }) => losses.push(loss) });
  expect(done).toBe(25);
  expect(losses).toHaveLength(25);
  expect(losses[24]).toBeLessThan(0.5 * losses[0]);
  expect(await accuracy(model, data, { batchSize: 40 })).toBeGreaterThan(0.9);
});

it('the same seed gives the same numbers to the bit, another seed others', async () => {
  const run = async (seed: number) => {
    const losses: number[] = [];
    const model = net(seed);
    await train(model, data, { ...options, steps: 5, seed, onStep: ({ loss }) => losses.push(loss) });
    return [losses, await monitor(splitAtEmbedding(model), data, { batches: 2, batchSize: 24, seed })()];
  };
  const first = await run(2);
  expect(await run(2)).toEqual(first);
  expect(await run(3)).not.toEqual(first);
});

it('L2 shrinks the kernels', async () => {
  const norm = async (l2: number) => {
    const model = net();
    await train(model, data, { ...options, steps: 10, l2 });
    return tf.tidy(() =>
      model
        .getWeights(true)
        .filter((w) => w.rank >= 2)
        .reduce((sum, w) => sum + tf.sum(tf.square(w)).dataSync()[0], 0),
    );
  };
  expect(await norm(0.1)).toBeLessThan(0.95 * (await norm(0)));
});

it('an abort stops after the step under way', async () => {
  const controller = new AbortController();
  const steps: number[] = [];
  const done = await train(net(), data, {
    ...options,
    signal: controller.signal,
    onStep: ({ step }) => {
      steps.push(step);
      if (step === 3) controller.abort();
    },
  });
  expect(done).toBe(3);
  expect(steps).toEqual([1, 2, 3]);
});

it('the monitor measures loss, accuracy, complexity and collapse, finite, with an error bar', async () => {
  const model = net();
  const measure = monitor(splitAtEmbedding(model), data, { batches: 3, batchSize: 16 });
  const before = await measure();
  await train(model, data, options);
  const after = await measure();
  for (const value of Object.values(after)) expect(Number.isFinite(value)).toBe(true);
  expect(after.loss).toBeLessThan(before.loss);
  expect(after.accuracy).toBeGreaterThan(before.accuracy);
  expect(after.cdnv).toBeLessThan(before.cdnv!);
  expect(after.nc1).toBeLessThan(before.nc1!);
  expect(after.gcStandardError).toBeGreaterThan(0);
  expect(after.gcStandardError).toBeLessThan(after.gc);
});

it('neither the trainer nor the monitor leaves a tensor behind, nor does the backend keep memory', async () => {
  const model = net();
  const measure = monitor(splitAtEmbedding(model), data, { batches: 1, batchSize: 24 });
  const all = async () => {
    await train(model, data, { ...options, steps: 2, l2: 0.001 });
    await measure();
    await accuracy(model, data);
  };
  await all(); // first uses may cache
  const heap = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
  const before = heap();
  await expectNoLeak(all);
  expect(heap()).toBe(before);
});

it('a loss that diverges is an error that says so, without a leak', async () => {
  const model = vgg({ depth: 11, inputShape: [8, 8, 1], width: 1 / 16, classes: 3, batchNorm: false });
  const diverge = () => train(model, data, { ...options, learningRate: 1e30 });
  await expect(diverge()).rejects.toThrow(
    /learningRate must be small enough to converge, got a loss of (NaN|Infinity) at step/,
  );
  await expectNoLeak(diverge);
});

it('a model that throws ends the training with its error, without a leak', async () => {
  const fail = (): never => {
    throw new Error('out of order');
  };
  const weights = net().getWeights(true);
  const attempt = () => train({ apply: fail, getWeights: () => weights }, data, options);
  await expect(attempt()).rejects.toThrow('out of order');
  await expectNoLeak(attempt);
});

it.each([
  ['no steps', { ...options, steps: 0 }, 'steps must be a whole number of at least 1, got 0'],
  [
    'a batch larger than the data',
    { ...options, batchSize: 97 },
    'batchSize must be a whole number from 1 to 96, got 97',
  ],
  [
    'a negative learning rate',
    { ...options, learningRate: -1 },
    'learningRate must be a finite number of at least 0, got -1',
  ],
  ['a NaN for l2', { ...options, l2: Number.NaN }, 'l2 must be a finite number of at least 0, got NaN'],
])('%s is an error', async (_, bad, message) => {
  await expect(train(net(), data, bad)).rejects.toThrow(message);
});

it('a learning rate of each step: constant ones are one for all, and zero moves nothing', async () => {
  const losses = async (learningRate: number | ((step: number) => number)) => {
    const seen: number[] = [];
    const steps: number[] = [];
    const rate = (step: number) => {
      steps.push(step);
      return (learningRate as (step: number) => number)(step);
    };
    await train(net(), data, {
      ...options,
      steps: 4,
      learningRate: typeof learningRate === 'number' ? learningRate : rate,
      onStep: ({ loss }) => seen.push(loss),
    });
    return { seen, asked: [...new Set(steps)] };
  };
  const constant = await losses(0.02);
  expect(await losses(() => 0.02)).toEqual({ seen: constant.seen, asked: [1, 2, 3, 4] });
  const model = net();
  const before = tf.tidy(() => model.getWeights(true).map((w) => [...w.dataSync()]));
  await train(model, data, { ...options, steps: 2, learningRate: () => 0 });
  expect(tf.tidy(() => model.getWeights(true).map((w) => [...w.dataSync()]))).toEqual(before);
  await expectNoLeak(() => train(model, data, { ...options, steps: 3, learningRate: (step) => 0.1 / step }));
  await expect(
    train(net(), data, { ...options, learningRate: (step) => (step < 2 ? 0.1 : Number.NaN) }),
  ).rejects.toThrow('learningRate must be a finite number of at least 0, got NaN');
});
