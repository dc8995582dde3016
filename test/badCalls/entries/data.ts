import * as k from '../kinds.js';
import { type Entries, inside } from './entry.js';
import { HUGE, images, insideImages } from './examples.js';

/** IDX images of 1 x 2 x 2, and labels of 4. */
const idxImages = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4);
const idxLabels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4);
/** The parts of a data set in memory: 12 images of 2 x 2 pixels. */
const parts = () => ({
  images: new Uint8Array(48),
  labels: Uint8Array.from({ length: 12 }, (_, i) => i % 3),
  shape: [2, 2, 1],
  classes: 3,
  normalisation: { mean: [0.5], std: [0.25] },
});
const batch = () => ({ images: Uint8Array.of(1, 2, 3, 4), labels: Int32Array.of(0), shape: [1, 2, 2, 1] });
const cifar = () => new Uint8Array(3073);
/** Files by their paths. No image is decoded before it is read. */
const files = (contents: Record<string, string>) =>
  Object.entries(contents).map(([path, content]) => ({ path, blob: new Blob([content]) }));
const decoding = {
  size: k.count(1, 4096),
  fit: k.oneOf('crop', 'squash'),
  shorterSide: k.count(1, 4096),
  normalisation: k.nothing,
  onBadImage: k.either(k.oneOf('error', 'skip'), k.isFunction),
  maxPixels: k.count(),
};

const cifar10Files = () =>
  Object.fromEntries(
    ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map((name) => [
      `${name}.bin`,
      cifar(),
    ]),
  );
/** The two files of each part of a set in MNIST's form. */
const mnistFiles = (...parts: string[]) =>
  Object.fromEntries(
    parts.flatMap((part) => [
      [`${part}-images-idx3-ubyte`, idxImages],
      [`${part}-labels-idx1-ubyte`, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7)],
    ]),
  );

const labelsRead = ({ train }: { train: { labels: ArrayLike<number> } }) => Array.from(train.labels);

/** The public functions of data/. */
export const DATA: Entries = {
  imageDataset: {
    good: () => [parts()],
    places: { parts: k.nothing },
    options: {
      images: k.nothing,
      labels: k.nothing,
      shape: k.nothing,
      classes: k.oneOf(3),
      classNames: k.nothing,
      normalisation: k.nothing,
    },
  },
  subset: {
    good: () => [images(), [0, 2]],
    places: { data: k.nothing, indices: k.numbers(undefined, 0), ...insideImages(0, k.isFunction) },
  },
  ofClasses: {
    good: () => [images(), [0, 2]],
    places: { data: k.nothing, classes: k.numbers(undefined, 0), ...insideImages(0, k.isFunction) },
  },
  split: {
    good: () => [images(), { train: 0.5 }],
    places: { data: k.nothing, ...insideImages(0, k.isFunction) },
    options: { train: k.number(1e-9, 11), test: k.number(1e-9, 11), seed: k.seed },
  },
  concat: { good: () => [images(), images()], places: { 'sets[0]': k.nothing }, names: ['sets'] },
  datasetBatches: {
    good: () => [images(), { batchSize: 4 }],
    places: { data: k.nothing, ...insideImages(0) },
    options: { batchSize: k.count(), seed: k.seed, ahead: k.count(0, 1024), signal: k.signal },
    use: async (batches: AsyncGenerator) => {
      await batches.next();
      await batches.return(undefined);
    },
  },
  standardise: {
    good: () => [batch(), { mean: [0.5], std: [0.25] }],
    places: { batch: k.nothing, normalisation: k.nothing },
  },
  padCropFlip: {
    good: () => [batch(), { padding: 1 }],
    places: { batch: k.nothing },
    options: { padding: k.count(0, 65535), flip: k.boolean, seed: k.seed },
  },
  takeBatch: {
    good: () => [images(), [0, 1, 2]],
    places: { data: k.nothing, indices: k.numbers(undefined, 0), ...insideImages(0) },
  },
  balancedIndices: {
    good: () => [images(), { count: 6 }],
    places: { data: k.nothing, ...inside('data', 0, { labels: k.either(k.labels(2)), classes: k.oneOf(3) }) },
    options: { count: k.count(1, 12), seed: k.seed },
  },
  shuffledBatches: {
    good: () => [12, { batchSize: 2 }],
    places: { n: k.count(2) },
    options: { batchSize: k.count(1, 12), seed: k.seed },
    use: (batches: Generator) => batches.next(),
    skip: { n: HUGE },
  },
  dataFolder: {
    good: () => ['mnist', { data: '.', download: false }],
    places: { name: k.oneOf('mnist') },
    options: {
      data: k.text,
      cache: k.text,
      url: k.nothing,
      download: k.boolean,
      timeout: k.count(1, 300),
      signal: k.signal,
      onProgress: k.isFunction,
    },
  },
  parseCifar10: { good: () => [cifar(), 'data_batch_1.bin'], places: { bytes: k.nothing, name: k.optional(k.text) } },
  parseIdxImages: { good: () => [idxImages, 'images'], places: { bytes: k.nothing, name: k.optional(k.text) } },
  parseIdxLabels: { good: () => [idxLabels, 'labels'], places: { bytes: k.nothing, name: k.optional(k.text) } },
  parseCifar100: {
    good: () => [new Uint8Array(3074), 'train.bin'],
    places: { bytes: k.nothing, name: k.optional(k.text) },
  },
  readCifar10: { use: labelsRead, good: () => [cifar10Files()], places: { source: k.nothing } },
  readCifar100: {
    use: labelsRead,
    good: () => [
      { 'train.bin': new Uint8Array(3074).fill(4, 0, 1), 'test.bin': new Uint8Array(3074).fill(4, 0, 1) },
      {},
    ],
    places: { source: k.nothing },
    options: { labels: k.oneOf('fine', 'coarse') },
  },
  readCifarFs: { good: () => ['no such folder'], places: { source: k.nothing } },
  readImageFolder: {
    good: () => [files({ 'a/1.png': '', 'b/1.png': '' }), {}],
    places: { source: k.nothing },
    options: { ...decoding, classNames: k.nothing },
  },
  readMiniImageNet: {
    good: () => [
      files({ 'all.csv': 'filename,label\n1.png,a\n2.png,b', '1.png': '', '2.png': '' }),
      { csv: { all: 'all.csv' }, images: '' },
    ],
    places: { source: k.nothing },
    options: { ...decoding, csv: k.nothing, images: k.oneOf('') },
  },
  readMnist: { use: labelsRead, good: () => [mnistFiles('train', 't10k')], places: { source: k.nothing } },
  readFashionMnist: { use: labelsRead, good: () => [mnistFiles('train', 't10k')], places: { source: k.nothing } },
  readEmnist: {
    use: labelsRead,
    good: () => [mnistFiles('emnist-digits-train', 'emnist-digits-test'), { split: 'digits' }],
    places: {
      source: k.nothing,
    },
    options: {
      split: k.oneOf('byclass', 'bymerge', 'balanced', 'letters', 'digits', 'mnist'),
      upright: k.boolean,
      normalisation: k.nothing,
    },
  },
};
