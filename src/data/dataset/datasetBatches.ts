import { refuse } from '../../input/checks.js';
import { abortSignal, integer, readOptions, seed as seedOption } from '../../input/options.js';
import { publicCall, usersCode } from '../../input/publicCall.js';
import { permutation, seededRandom } from '../../numeric/random.js';
import { readAhead } from './readAhead.js';
import { readBatch } from './readBatch.js';
import { readDataset } from './readDataset.js';
import { tensorsOf } from './tensorsOf.js';
import type { Batch, ImageDataset } from './types.js';

/** Options of {@link datasetBatches}. */
export interface DatasetBatchesOptions {
  /** The number of examples in a batch. The last batch may have fewer. The default is 64. */
  batchSize?: number;
  /** Seed of a random order. Without it the examples come in the order of the set. */
  seed?: number;
  /** The number of batches that are read before they are asked for. The default is 2. */
  ahead?: number;
  /** A signal that ends the reading. */
  signal?: AbortSignal;
}

/**
 * Walks over a data set once, a batch at a time, as every measure of batches reads it:
 * `geometricComplexityOfBatches(embedding, () => datasetBatches(data))`. While one batch is looked at, the next ones
 * are read.
 *
 * @param data The data set.
 * @returns Batches of images x [n, height, width, channels] and labels y of length n, n at most `batchSize`. A batch is
 *   disposed of when the next one is asked for, so clone what you keep.
 * @throws InputError for a data set whose parts do not fit together, and for what the data set cannot read.
 * @example
 * let seen = 0;
 * for await (const { x, y } of datasetBatches(mnist.test, { batchSize: 3000 })) seen += y.length;
 * seen; // 10000
 */
export function datasetBatches(data: ImageDataset, options: DatasetBatchesOptions = {}): AsyncGenerator<Batch, void> {
  return publicCall('datasetBatches', () => {
    const set = readDataset(data);
    const { batchSize = 64, seed, ahead = 2, signal } = readOptions(options, OPTIONS);
    const order = seed === undefined ? inOrder(set.size) : permutation(set.size, seededRandom(seed));
    return underItsName(batchesOf(set, inBatches(order, batchSize), { ahead, signal }));
  });
}

const OPTIONS = { batchSize: integer(1), seed: seedOption, ahead: integer(0, 1024), signal: abortSignal };

const inOrder = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

/** Refusals on the way name the function that the user called, also where a measure asks for the batches. */
async function* underItsName(batches: AsyncGenerator<Batch, void>): AsyncGenerator<Batch, void> {
  try {
    for (;;) {
      const next = await usersCode(() => publicCall('datasetBatches', () => batches.next()));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await batches.return();
  }
}

/** The batches of a whole set that is checked, in its order. */
export function allBatchesOf(
  set: ImageDataset,
  batchSize: number,
  options: { ahead?: number; signal?: AbortSignal } = {},
): AsyncGenerator<Batch, void> {
  return batchesOf(set, inBatches(inOrder(set.size), batchSize), options);
}

/** The indices, a batch at a time. */
export function* inBatches(indices: Int32Array, batchSize: number): Generator<Int32Array, void> {
  for (let start = 0; start < indices.length; start += batchSize) yield indices.subarray(start, start + batchSize);
}

/**
 * The batches at some indices. One of which every image was skipped is left out; where that is all of them, the set is
 * refused.
 */
export async function* batchesOf(
  set: ImageDataset,
  indices: Iterator<Int32Array>,
  { ahead = 2, signal }: { ahead?: number; signal?: AbortSignal } = {},
): AsyncGenerator<Batch, void> {
  const read = (each: Int32Array, giveUp: AbortSignal) => readBatch(set, each, { signal: giveUp });
  let seen = 0;
  for await (const batch of readAhead(indices, read, { ahead, signal })) {
    if (batch.labels.length === 0) continue;
    seen += batch.labels.length;
    const tensors = tensorsOf(batch, set.normalisation);
    try {
      yield tensors;
    } finally {
      tensors.x.dispose();
    }
  }
  if (seen > 0) return;
  refuse('data', 'a set with an image that can be read', 'none', 'Look at the files that it lists as skipped.');
}
