import * as tf from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor, sequential, model as tfModel } from '@tensorflow/tfjs-layers';
import {
  balancedIndices,
  datasetBatches,
  type ImageDataset,
  type ImageDatasetOptions,
  imageDataset,
  shuffledBatches,
  takeBatch,
} from 'geocollapse/data';
import { mlp, splitAtEmbedding } from 'geocollapse/models';
import {
  accuracy,
  type MonitoredModel,
  monitor,
  type TrainableModel,
  type TrainOptions,
  train,
} from 'geocollapse/training';
import { beforeAll, describe, expect, it } from 'vitest';
import '../support/backends.js';
import { refusal } from '../support/refusal.js';

let three: ReturnType<typeof mlp>;
let split: MonitoredModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  three = net(3);
  split = splitAtEmbedding(three);
  await train(three, set(12, 3), options); // first uses may cache
});

/** n images of 2 x 2 pixels. */
function parts(
  n: number,
  classes: number,
  labels: ArrayLike<number> = Uint8Array.from({ length: n }, (_, i) => i % classes),
): ImageDatasetOptions {
  const images = Uint8Array.from({ length: n * 4 }, (_, i) => (i * 37 + (labels[i >> 2] ?? 0) * 90) % 256);
  return { images, labels, shape: [2, 2, 1], classes, normalisation: { mean: [0.5], std: [0.25] } };
}
const set = (...given: Parameters<typeof parts>) => imageDataset(parts(...given));
const net = (classes: number) => mlp({ hidden: [8], inputShape: [2, 2, 1], classes });
const ended = (...ends: { units: number; activation?: 'softmax' | 'sigmoid' }[]) =>
  sequential({
    layers: [
      layers.flatten({ inputShape: [2, 2, 1] }),
      layers.dense({ units: 4, activation: 'relu' }),
      ...ends.map((end) => layers.dense(end)),
    ],
  });
const options: TrainOptions = { steps: 2, batchSize: 8, learningRate: 0.01 };

/** What a data set is used for. */
const USES: Record<string, (data: ImageDataset) => unknown> = {
  takeBatch: (data) => takeBatch(data, [0, 1, 2, 3]),
  datasetBatches: (data) => datasetBatches(data).next(),
  train: (data) => train(three, data, options),
  accuracy: (data) => accuracy(three, data),
  monitor: (data) => monitor(split, data, { batches: 1, batchSize: 9 })(),
};

describe('a data set in memory whose parts do not fit together is refused when it is made', () => {
  const good = parts(12, 3);
  it.each<[string, Partial<Record<keyof ImageDatasetOptions, unknown>>, string]>([
    ['labels 1 .. C', { labels: [1, 2, 3] }, 'labels must be whole numbers from 0 to 2, got 3 at index 2'],
    ['a label 26 of 26 classes', { labels: [25, 26], classes: 26 }, 'whole numbers from 0 to 25, got 26 at index 1'],
    ['too few labels', { labels: Array(11).fill(0) }, 'images must be of length 44, 11 labels times [2,2,1], got 48'],
    ['a number for labels', { labels: 5 }, 'labels must be a rank-1 tensor or an array of whole numbers, got 5'],
    ['no labels', { labels: undefined }, 'labels must be a rank-1 tensor or an array of whole numbers, got undefined'],
    ['another size', { shape: [2, 3, 1] }, 'images must be of length 72'],
    ['no channel', { shape: [2, 2] }, 'shape must be [height, width, channels], got [2,2]'],
    ['pixels in [0, 1]', { images: new Float32Array(48) }, 'images must be a Uint8Array of pixels'],
    ['three means', { normalisation: { mean: [0, 0, 0], std: [1] } }, 'normalisation.mean must be of length 1'],
    ['a mean of bytes', { normalisation: { mean: [128], std: [1] } }, 'must be of pixels in [0, 1], got 128. Divide'],
    ['a deviation of 0', { normalisation: { mean: [0], std: [0] } }, 'normalisation.std must be above 0'],
    ['a NaN deviation', { normalisation: { mean: [0], std: [Number.NaN] } }, 'std must be an array of finite numbers'],
    ['no normalisation', { normalisation: undefined }, 'normalisation must be an object { mean, std }, got undefined'],
    ['more classes than bytes hold', { classes: 300 }, 'labels must be of a type that holds 299, got a Uint8Array'],
    ['classes as text', { classes: '3' }, 'classes must be a whole number'],
    ['two names of three', { classNames: ['a', 'b'] }, 'classNames must be of length 3, one name a class, got 2'],
    ['a name twice', { classNames: ['a', 'b', 'a'] }, 'classNames must be of different names, got "a" twice'],
    ['a part of another name', { mean: [0.5] } as never, "'mean'"],
  ])('%s', async (_, change, message) => {
    const error = await refusal(() => imageDataset({ ...good, ...change } as ImageDatasetOptions));
    expect(error.message).toMatch(/^imageDataset: /);
    expect(error.message).toContain(message);
  });

  it('a copy with other images reads those, and not the ones that it was copied from', async () => {
    const whole = imageDataset(good);
    const { x } = await takeBatch({ ...whole, images: whole.images.map((v) => 255 - v) } as ImageDataset, [2]);
    const pixels = Array.from(x.dataSync(), (value) => Math.round(255 * (0.25 * value + 0.5)));
    expect(pixels).toEqual(Array.from(whole.images.subarray(8, 12), (v) => 255 - v));
    x.dispose();
    const floats = { ...whole, images: new Float32Array(48) } as unknown as ImageDataset;
    expect((await refusal(() => takeBatch(floats, [2]))).message).toContain('images must be a Uint8Array of pixels');
  });

  it('the remedy for pixels in [0, 1] gives the bytes back', async () => {
    const images = Float32Array.from(good.images, (v) => v / 255);
    const again = imageDataset({ ...good, images: Uint8Array.from(images, (v) => Math.round(255 * v)) });
    expect([...again.images]).toEqual([...good.images]);
  });
});

describe('a data set that someone wrote is refused at every entrance', () => {
  const good: ImageDataset = { ...set(12, 3) };
  const bytes = (length: number) => ({ read: () => ({ images: new Uint8Array(length) }) });
  it.each<[string, Partial<Record<keyof ImageDataset, unknown>>, string]>([
    ['labels 1 .. C', { labels: Uint8Array.from({ length: 12 }, () => 3) }, 'data.labels must be whole numbers from 0'],
    ['labels that are bigints', { labels: [0n, 1n, 2n] }, 'data.labels must be an array of numbers, got 0 at index 0'],
    ['labels in arrays', { labels: [[0], [1], [2]] }, 'data.labels must be an array of numbers, got Array of length 1'],
    ['no examples', { labels: [], size: 0 }, 'data.labels must be of one example at least, got none'],
    ['another size', { size: 11 }, 'data.size must be the number of labels, got 11 and 12 labels'],
    ['no labels', { labels: undefined }, 'data must be an object of size, labels, classes, shape, normalisation, read'],
    ['nothing that reads', { read: 5 }, 'data.read must be a function, got 5'],
    [
      'a function that returns nothing',
      { read: () => undefined },
      'data.read must be a function that returns { images }',
    ],
    ['one that returns numbers', { read: () => ({ images: [1, 2] }) }, 'got images that are Array of length 2'],
    ['one that returns too few images', bytes(5), 'images of [2,2,1], got 5 values'],
    [
      'one that skips what was not asked for',
      { read: () => ({ images: new Uint8Array(0), skipped: [99] }) },
      'skipped',
    ],
  ])('%s', async (_, change, message) => {
    for (const [name, use] of Object.entries(USES)) {
      const error = await refusal(() => use({ ...good, ...change } as ImageDataset));
      expect(error.message).toContain(`${name}: `);
      expect(error.message).toContain(message);
    }
  });

  it.each<[string, unknown, string]>([
    ['null', null, ''],
    ['both parts', { train: good, test: good }, 'Pass its part `train` or `test`'],
    ['a promise', Promise.resolve(good), 'Wait for it with await'],
    ['the parts of one', parts(12, 3), 'Pass imageDataset({ images, labels, ... })'],
  ])('%s', async (_, data, remedy) => {
    for (const [name, use] of Object.entries(USES)) {
      const error = await refusal(() => use(data as ImageDataset));
      expect(error.message).toContain(`${name}: data must be `);
      expect(error.remedy).toContain(remedy);
    }
  });

  it('also where its labels change after they were checked', async () => {
    const labels = Array<number>(12).fill(0);
    const changing = { ...good, labels };
    (await takeBatch(changing, [0])).x.dispose();
    for (const wrong of [7, -1, 0.5, Number.NaN]) {
      labels[3] = wrong;
      const error = await refusal(() => takeBatch(changing, [2, 3]));
      expect(error.message).toContain(`data.labels must be whole numbers from 0 to 2, got ${wrong} at index 3`);
    }
  });
});

it('300 classes train with labels that hold them', async () => {
  const wide = set(
    600,
    300,
    Int32Array.from({ length: 600 }, (_, i) => i % 300),
  );
  expect(await train(net(300), wide, options)).toBe(2);
  const { x, y } = await takeBatch(wide, [299]);
  expect(y).toEqual(Int32Array.of(299));
  x.dispose();
});

it('a class without examples is named', async () => {
  const gap = set(
    60,
    3,
    Uint8Array.from({ length: 60 }, (_, i) => (i % 2) * 2),
  );
  const error = await refusal(() => monitor(split, gap, { batches: 1, batchSize: 30 }));
  expect(error.message).toContain(
    'monitor: batches must be no more than the classes hold (class 1: 0 examples), got 30',
  );
});

describe('a model that gives no logits of the classes is refused', () => {
  const two = set(64, 2);
  const six = [
    ['one unit', () => ended({ units: 1 })],
    ['one sigmoid unit', () => ended({ units: 1, activation: 'sigmoid' })],
    ['three units', () => ended({ units: 3 })],
  ] as const;
  it.each(six)('%s for two classes', async (_, make) => {
    const model = make();
    for (const call of [() => train(model, two, options), () => accuracy(model, two)]) {
      const error = await refusal(call);
      expect(error.argument).toBe('model');
      expect(error.remedy).toMatch(/Dense layer (of 2 units, )?without activation/);
    }
  });

  it('softmax or sigmoid at the end, of layers or of a function, while the weights stay', async () => {
    const inner = ended({ units: 2 });
    const soft = tfModel({
      inputs: inner.inputs,
      outputs: layers.softmax().apply(inner.outputs[0]) as SymbolicTensor,
    });
    const own: TrainableModel = {
      apply: (x) => tf.softmax(inner.apply(x) as tf.Tensor),
      getWeights: (t) => inner.getWeights(t),
    };
    for (const model of [
      ended({ units: 2, activation: 'softmax' }),
      ended({ units: 2, activation: 'sigmoid' }),
      soft,
      own,
    ]) {
      const before = (model as typeof soft).getWeights().map((w) => [...w.dataSync()]);
      const error = await refusal(() => train(model as TrainableModel, two, options));
      expect(error.message).toContain('train: model must be a map to logits, got ');
      expect(error.remedy).toBe(
        'End the model in a Dense layer without activation: the loss takes the softmax itself.',
      );
      expect((model as typeof soft).getWeights().map((w) => [...w.dataSync()])).toEqual(before);
    }
    // ArgMax is the same.
    expect(await accuracy(ended({ units: 2, activation: 'softmax' }), two)).toBeGreaterThanOrEqual(0);
    expect(await train(inner, two, options)).toBe(2); // the remedy
  });

  it('images of another size, no trainable weights, logits that do not depend on them, no model', async () => {
    const large = mlp({ hidden: [4], inputShape: [3, 3, 1], classes: 2 });
    expect((await refusal(() => train(large, two, options))).message).toContain(
      'train: model must be of inputs [2,2,1], the images of the data set, got one of [3,3,1]',
    );
    const frozen = net(2);
    for (const layer of frozen.layers) layer.trainable = false;
    expect((await refusal(() => train(frozen, two, options))).message).toContain(
      'model must be one with weights to train',
    );
    const constant = { apply: () => tf.ones([8, 2]), getWeights: () => net2.getWeights() };
    const net2 = net(2);
    expect((await refusal(() => train(constant, two, options))).message).toContain(
      'whose logits depend on its trainable weights',
    );
    for (const model of [null, 3, two, (x: unknown) => x] as unknown as TrainableModel[]) {
      expect((await refusal(() => train(model, two, options))).message).toContain('train: model must be a LayersModel');
      expect((await refusal(() => accuracy(model, two))).message).toContain('accuracy: model must be a LayersModel');
    }
  });

  it('the monitor: a classifier of other classes, none, or no embedding', async () => {
    const { embedding, classifier } = splitAtEmbedding(net(3));
    const measure = monitor({ embedding, classifier }, two, { batches: 1, batchSize: 8 });
    expect((await refusal(measure)).message).toContain(
      'monitor: classifier.weights must be a Dense kernel of shape [d, C] = [8, 2]',
    );
    expect((await refusal(() => monitor({ embedding } as never, two))).message).toContain(
      'monitor: classifier must be',
    );
    expect((await refusal(() => monitor({ classifier } as never, two))).message).toContain(
      'monitor: embedding must be',
    );
    const broken = monitor({ embedding: () => 3 as never, classifier }, two, { batches: 1, batchSize: 8 });
    expect((await refusal(broken)).message).toContain('monitor: embedding(x) must be one tensor, got 3');
  });
});

describe('a loss that diverges', () => {
  it.each([1e30, 1e38])(
    'leaves finite weights at a learning rate of %s, all of them, and no tensor',
    async (learningRate) => {
      const model = net(3);
      const data = set(12, 3);
      const error = await refusal(() => train(model, data, { steps: 20, batchSize: 6, learningRate, momentum: 0 }));
      expect(error.argument).toBe('learningRate');
      for (const weight of model.getWeights()) expect([...weight.dataSync()].every(Number.isFinite)).toBe(true);
    },
  );

  it('at the last step is noticed, too', async () => {
    const model = net(3);
    const error = await refusal(() => train(model, set(12, 3), { steps: 1, batchSize: 6, learningRate: 3e38, l2: 10 }));
    expect(error.got).toContain('weights that are not finite after step 1');
    for (const weight of model.getWeights()) expect([...weight.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

describe('options of the trainer', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ momentum: '0.9' }, 'momentum must be a finite number'],
    [{ l2: true }, 'l2 must be a finite number'],
    [{ seed: 'x' }, 'seed must be a whole number'],
    [{ signal: {} }, 'signal must be an AbortSignal'],
    [{ onStep: 1 }, 'onStep must be a function'],
    [{ learningRate: '0.1' }, 'learningRate must be a finite number'],
    [{ learningRate: () => Number.NaN }, 'learningRate must be a finite number of at least 0, got NaN'],
    [{ onstep: () => 1 }, "Did you mean 'onStep'?"],
    [{ steps: undefined }, 'steps must be a whole number of at least 1, got undefined'],
  ])('%j', async (change, message) => {
    const error = await refusal(() => train(three, set(12, 3), { ...options, ...change } as TrainOptions));
    expect(error.message).toContain(message);
  });

  it('batches of nothing known end at once', async () => {
    expect((await refusal(() => shuffledBatches(undefined as never, { batchSize: 8 }))).message).toContain(
      'shuffledBatches: n must be',
    );
    expect((await refusal(() => shuffledBatches(5, {} as never))).message).toContain(
      'batchSize must be a whole number from 1 to 5',
    );
    expect((await refusal(() => balancedIndices({ labels: 5 as never, classes: 3 }, { count: 1 }))).argument).toBe(
      'data.labels',
    );
    expect((await refusal(() => takeBatch(set(3, 3), [0, 3]))).message).toContain(
      'indices[1] must be a whole number from 0 to 2, got 3',
    );
    expect((await refusal(() => takeBatch(set(3, 3), []))).argument).toBe('indices');
  });
});
