import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { imageDataset } from 'geocollapse/data';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { accuracy, monitor, train } from 'geocollapse/training';
import { beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { reference } from '../support/reference.js';

beforeAll(async () => {
  await useBestBackend({ prefer: 'wasm', print: false });
});

/** Images of three classes: a bright stripe at another height each, in noise. */
function stripes(n: number) {
  const random = seededRandom(9);
  const labels = Uint8Array.from({ length: n }, (_, i) => i % 3);
  const images = Uint8Array.from({ length: n * 64 }, (_, at) => {
    const row = Math.floor((at % 64) / 8);
    return (Math.floor(row / 3) === labels[Math.floor(at / 64)] ? 160 : 0) + 90 * random.uniform();
  });
  return imageDataset({ images, labels, shape: [8, 8, 1], classes: 3, normalisation: { mean: [0.4], std: [0.3] } });
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

it('the monitor measures what plain loops do, merged over its batches', async () => {
  const [d, C, n] = [5, 3, 96];
  const random = seededRandom(4);
  const normals = (count: number) => Array.from({ length: count }, () => random.normal());
  const [a, w, b] = [normals(d), normals(d * C), normals(C)];
  // h_j = a_j x_j^2 / 2 of five pixels: the Jacobian has rows that do not overlap, and ||J||^2 = sum_j a_j^2 x_j^2 for
  // any signs.
  const FIRST = 22;
  const embedding = (x: tf.Tensor) => {
    const pixels = tf.slice(tf.reshape(x, [-1, 64]), [0, FIRST], [-1, d]);
    return tf.mul(tf.square(pixels), tf.tensor1d(a.map((each) => each / 2)));
  };
  const classifier = { weights: tf.tensor2d(w, [d, C]), bias: tf.tensor1d(b) };
  // All the images: their choice does not matter, only that every batch counts.
  const got = await monitor({ embedding, classifier }, data, { batches: 6, batchSize: n / 6, seed: 3 })();

  const h: number[][] = [];
  const complexities: number[] = [];
  let [loss, correct] = [0, 0];
  for (let i = 0; i < n; i++) {
    const x = Array.from({ length: d }, (_, j) => (data.images[64 * i + FIRST + j] / 255 - 0.4) / 0.3);
    h.push(x.map((value, j) => (a[j] * value * value) / 2));
    complexities.push(x.reduce((sum, value, j) => sum + (a[j] * value) ** 2, 0));
    const logits = b.map((bias, c) => h[i].reduce((sum, value, j) => sum + value * w[j * C + c], bias));
    loss += Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[data.labels[i]];
    if (logits.every((z) => z <= logits[data.labels[i]])) correct++;
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const gc = mean(complexities);
  const spread = complexities.reduce((sum, value) => sum + (value - gc) ** 2, 0) / (n - 1);
  const { means, nc1, cdnv } = reference(h.flat(), [...data.labels], d);
  const ofClass = [0, 1, 2].map((c) => mean(complexities.filter((_, i) => data.labels[i] === c)));
  const pairs = [0, 1, 2].flatMap((i) => [0, 1, 2].filter((j) => j !== i).map((j) => [i, j]));
  const collapse = pairs.map(
    ([i, j]) => (ofClass[i] + ofClass[j]) / 2 / means[i].reduce((sum, value, k) => sum + (value - means[j][k]) ** 2, 0),
  );
  expect(Object.keys(got).sort()).toEqual(
    ['accuracy', 'cdnv', 'gc', 'gcStandardError', 'geometricCollapse', 'loss', 'nc1'].sort(),
  );
  expectClose(got.loss, loss / n, 1e-5);
  expectClose(got.accuracy, correct / n, 1e-12);
  expectClose(got.gc, gc, 1e-5);
  expectClose(got.gcStandardError, Math.sqrt(spread / n), 1e-4);
  expectClose(got.geometricCollapse!, mean(collapse), 1e-4);
  expectClose(got.cdnv!, cdnv, 1e-4);
  expectClose(got.nc1!, nc1, 1e-3);
});

it('the monitor sees training: loss, CDNV and NC1 fall, accuracy rises, the error bar is smaller than what it is of', async () => {
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
  await expectNoLeak(diverge, /learningRate must be small enough to converge, got a loss of (NaN|Infinity) at step/);
});

it('a model that throws ends the training with its error, without a leak', async () => {
  const fail = (): never => {
    throw new Error('out of order');
  };
  const weights = net().getWeights(true);
  const attempt = () => train({ apply: fail, getWeights: () => weights }, data, options);
  await expectNoLeak(attempt, 'out of order');
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
