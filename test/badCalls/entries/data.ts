import * as k from '../kinds.js';
import { type Entries, inside } from './entry.js';
import { HUGE, images, insideImages } from './examples.js';

/** IDX images of 1 x 2 x 2, and labels of 4. */
const idxImages = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4);
const idxLabels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4);
const cifar = () => new Uint8Array(3073);

/** The public functions of data/. */
export const DATA: Entries = {
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
  parseCifar10: { good: () => [cifar(), 'data_batch_1.bin'], places: { bytes: k.nothing, source: k.optional(k.text) } },
  parseIdxImages: { good: () => [idxImages, 'images'], places: { bytes: k.nothing, source: k.optional(k.text) } },
  parseIdxLabels: { good: () => [idxLabels, 'labels'], places: { bytes: k.nothing, source: k.optional(k.text) } },
  readCifar10: { good: () => ['no such folder'], places: { directory: k.nothing } },
  readMnist: {
    good: () => ['no such folder', {}],
    places: { directory: k.nothing },
    options: { normalisation: k.oneOf('mnist', 'fashion-mnist') },
  },
};
