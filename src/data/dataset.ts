import { div, sub, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { checkInteger, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { permutation, seededRandom } from '../numeric/random.js';

/** Labelled images in memory, as bytes; tensors are made a batch at a time. */
export interface ImageDataset {
  /** Pixels 0 .. 255, [n, height, width, channels], row-major. */
  images: Uint8Array;
  /** Whole numbers 0 .. classes - 1, length n. */
  labels: Uint8Array;
  /** Height, width, channels. */
  shape: [number, number, number];
  classes: number;
  /** Mean of each channel of the training set, in [0, 1]. */
  mean: number[];
  /** Standard deviation of each channel of the training set, in [0, 1]. */
  std: number[];
}

/** One batch: what the network sees, and what it should say. */
export interface Batch {
  /** Normalised images [n, height, width, channels], float32. The caller disposes of it. */
  x: Tensor4D;
  /** Labels, length n. */
  y: Int32Array;
}

/**
 * The examples at the given indices as a batch, normalised: (pixel / 255 - mean) / std per channel.
 *
 * @example
 * const { x, y } = takeBatch(mnist.train, [0, 1, 2]); // x [3, 28, 28, 1]
 */
export function takeBatch({ images, labels, shape, mean, std }: ImageDataset, indices: ArrayLike<number>): Batch {
  return publicCall('takeBatch', () => {
    const size = shape[0] * shape[1] * shape[2];
    const n = indices.length;
    const pixels = new Float32Array(n * size);
    const y = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const index = checkInteger(`indices[${i}]`, indices[i], 0, labels.length - 1);
      for (let j = 0; j < size; j++) pixels[i * size + j] = images[index * size + j] / 255;
      y[i] = labels[index];
    }
    const x = tidy(() => div(sub(tensor4d(pixels, [n, ...shape]), tensor1d(mean)), tensor1d(std)) as Tensor4D);
    return { x, y };
  });
}

/**
 * Index batches without end: every epoch in a new random order, the rest that does not fill a batch left out.
 *
 * @throws InputError for a batch larger than the data set
 * @example
 * for (const indices of shuffledBatches(60000, { batchSize: 64, seed: 1 })) break; // Int32Array(64)
 */
export function shuffledBatches(
  n: number,
  { batchSize, seed = 0 }: { batchSize: number; seed?: number },
): Generator<Int32Array, never> {
  return publicCall('shuffledBatches', () => {
    checkInteger('n', n);
    checkInteger('batchSize', batchSize, 1, n);
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

/**
 * A random choice of `count` examples with every class equally often (up to one), in turn by class, so that any
 * C consecutive ones hold every class.
 *
 * @throws InputError when a class has too few examples
 * @example
 * balancedIndices(mnist.train, { count: 256, seed: 1 }); // Int32Array(256)
 */
export function balancedIndices(
  { labels, classes }: Pick<ImageDataset, 'labels' | 'classes'>,
  { count, seed = 0 }: { count: number; seed?: number },
): Int32Array {
  return publicCall('balancedIndices', () => {
    checkInteger('count', count, 1, labels.length);
    const queues: number[][] = Array.from({ length: classes }, () => []);
    for (const index of permutation(labels.length, seededRandom(seed))) queues[labels[index]].push(index);
    return Int32Array.from({ length: count }, (_, i) => {
      const index = queues[i % classes][Math.floor(i / classes)];
      if (index !== undefined) return index;
      const expected = `no more than the classes hold (class ${i % classes}: ${queues[i % classes].length} examples)`;
      return refuse('count', expected, String(count), 'Ask for fewer.');
    });
  });
}
