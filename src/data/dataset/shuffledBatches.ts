import { checkInteger } from '../../input/checks.js';
import { integer, needed, readOptions, seed as seedOption } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { permutation, seededRandom } from '../../numeric/random.js';

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
