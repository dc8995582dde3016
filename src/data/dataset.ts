import { div, sub, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { checkInteger, describe, refuse } from '../input/checks.js';
import { readList } from '../input/numbers.js';
import { classCount, integer, isPlainObject, needed, readOptions, seed as seedOption } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { permutation, seededRandom } from '../numeric/random.js';
import type { Batch, ImageDataset } from './imageDataset.js';
import { readDataset, readDatasetLabels } from './readDataset.js';

/**
 * Makes a batch of the examples at some indices, as a network takes it: each pixel as (pixel / 255 - mean) / std of its
 * channel.
 *
 * @param data The data set.
 * @param indices The indices of the examples, from 0 on. One may occur several times.
 * @returns Images [n, height, width, channels], which the caller disposes of, and n labels.
 * @throws InputError for a data set whose parts do not fit together, a label beyond its classes, or an index beyond its
 *   end.
 * @example
 * const { x, y } = takeBatch(mnist.train, [0, 1, 2]);
 * x.shape; // [3, 28, 28, 1]
 * y; // [5, 0, 4]
 * x.dispose();
 */
export function takeBatch(data: ImageDataset, indices: ArrayLike<number>): Batch {
  return publicCall('takeBatch', () => batchOf(readDataset(data), indices));
}

/** Does what {@link takeBatch} does, for a data set that is checked. */
export function batchOf(
  { images, labels, shape, classes, mean, std }: ImageDataset,
  indices: ArrayLike<number>,
): Batch {
  const size = shape[0] * shape[1] * shape[2];
  const chosen = readList('indices', indices, 'an array of whole numbers');
  const n = chosen.length;
  if (n === 0) refuse('indices', 'of one example at least', 'none', 'Skip empty batches.');
  const y = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const index = checkInteger(`indices[${i}]`, chosen[i], 0, labels.length - 1);
    y[i] = labels[index];
    if (y[i] >= classes || y[i] < 0) readDatasetLabels(labels, classes); // says where the first is
  }
  const pixels = new Float32Array(n * size);
  for (let i = 0; i < n; i++) {
    const from = (chosen[i] as number) * size;
    for (let j = 0; j < size; j++) pixels[i * size + j] = images[from + j] / 255;
  }
  const x = tidy(() => div(sub(tensor4d(pixels, [n, ...shape]), tensor1d(mean)), tensor1d(std)) as Tensor4D);
  return { x, y };
}

/** Options of {@link shuffledBatches}. */
export interface ShuffledBatchesOptions {
  /** The number of examples in a batch. */
  batchSize: number;
  /** Seed of the order of the examples. The default is 0. */
  seed?: number;
}

/**
 * Walks through a data set in a random order, batch by batch, for as many epochs as the caller asks for. Every epoch
 * has a new order. Examples that do not fill a last batch are left out of that epoch.
 *
 * @param n The number of examples.
 * @returns Batches of indices from 0 to n - 1, without end.
 * @throws InputError for a batch larger than the data set.
 * @example
 * const batches = shuffledBatches(60000, { batchSize: 64, seed: 1 });
 * batches.next().value.length; // 64
 */
export function shuffledBatches(n: number, options: ShuffledBatchesOptions): Generator<Int32Array, never> {
  return publicCall('shuffledBatches', () => {
    checkInteger('n', n);
    const { batchSize, seed = 0 } = readOptions(options, { batchSize: needed(integer(1, n)), seed: seedOption });
    return endlessBatches(n, batchSize, seed);
  });
}

function* endlessBatches(n: number, batchSize: number, seed: number): Generator<Int32Array, never> {
  const random = seededRandom(seed);
  for (;;) {
    const order = permutation(n, random);
    for (let start = 0; start + batchSize <= n; start += batchSize) yield order.subarray(start, start + batchSize);
  }
}

/** Options of {@link balancedIndices}. */
export interface BalancedIndicesOptions {
  /** The number of examples to choose. */
  count: number;
  /** Seed of the choice. The default is 0. */
  seed?: number;
}

/**
 * Chooses examples at random, equally many of each class (up to one), so that a measure of a few examples sees every
 * class. They come in turn by class, so that any C consecutive ones hold every class.
 *
 * @param data The labels [n] and the number of classes C, such as a data set has them.
 * @returns The indices of the chosen examples.
 * @throws InputError when a class has too few examples.
 * @example
 * const indices = balancedIndices(mnist.train, { count: 256, seed: 1 });
 * indices.length; // 256
 * new Set(Array.from(indices.subarray(0, 10), (i) => mnist.train.labels[i])).size; // 10: every class
 */
export function balancedIndices(
  data: Pick<ImageDataset, 'labels' | 'classes'>,
  options: BalancedIndicesOptions,
): Int32Array {
  return publicCall('balancedIndices', () => {
    if (!isPlainObject(data)) refuse('data', 'an object of labels and classes', describe(data), 'Pass the data set.');
    const classes = classCount()('data.classes', data.classes);
    const labels = readDatasetLabels(data.labels, classes);
    const most = labels.length;
    const { count, seed = 0 } = readOptions(options, { count: needed(integer(1, most)), seed: seedOption });
    const queues: number[][] = Array.from({ length: Math.min(classes, count) }, () => []);
    for (const index of permutation(most, seededRandom(seed))) queues[labels[index]]?.push(index);
    return Int32Array.from({ length: count }, (_, i) => {
      const c = i % classes;
      const index = queues[c][Math.floor(i / classes)];
      if (index !== undefined) return index;
      const expected = `no more than the classes hold (class ${c}: ${queues[c].length} examples)`;
      const none = 'Ask for fewer, or leave out classes without examples: number those that occur 0 .. C - 1.';
      return refuse('count', expected, String(count), queues[c].length > 0 ? 'Ask for fewer.' : none);
    });
  });
}
