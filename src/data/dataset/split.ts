import { describe, refuse } from '../../input/checks.js';
import { needed, type Read, readOptions, seed as seedOption } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { permutation, seededRandom } from '../../numeric/random.js';
import { readDataset } from './readDataset.js';
import type { ImageDataset } from './types.js';
import { viewOf } from './view.js';

/** Options of {@link split}. */
export interface SplitOptions {
  /** The part for training: a share of the examples, below 1, or their number, a whole number. */
  train: number;
  /** The part for testing, given in the same way. The default is all that are left. */
  test?: number;
  /** Seed of the choice. The default is 0. */
  seed?: number;
}

/**
 * Divides a data set at random into one part for training and one for testing, which share no example. Each class is
 * divided in the same proportion, up to one example.
 *
 * @param data The whole set.
 * @returns Two views, with the classes of the whole set.
 * @throws InputError for parts that are larger than the set, or empty.
 * @example
 * const { train, test } = split(mnist.test, { train: 0.8, seed: 1 });
 * train.size; // 8000
 * test.size; // 2000
 */
export function split(data: ImageDataset, options: SplitOptions): { train: ImageDataset; test: ImageDataset } {
  return publicCall('split', () => {
    const whole = readDataset(data);
    const given = readOptions(options, { train: needed(part), test: part, seed: seedOption });
    const n = whole.size;
    const train = count('train', given.train, n);
    const test = given.test === undefined ? n - train : count('test', given.test, n);
    if (train + test > n) {
      refuse('test', `at most ${n - train}, which train leaves of ${n} examples`, `${test}`, 'Lower one of them.');
    }
    if (test === 0) refuse('train', `below ${n}, so that some are left for the test`, `${train}`, 'Lower it.');
    const order = mixedByClass(whole, given.seed ?? 0);
    const view = (from: number, to: number) => {
      const indices = order.subarray(from, to).slice().sort();
      return viewOf(whole, { indices, labels: Int32Array.from(indices, (index) => whole.labels[index]) });
    };
    return { train: view(0, train), test: view(train, train + test) };
  });
}

const part: Read<number> = (argument, value) => {
  if (typeof value === 'number' && value > 0 && (value < 1 || Number.isSafeInteger(value))) return value;
  const remedy = `Pass, say, ${argument}: 0.8 for four fifths of the examples, or ${argument}: 800 for as many.`;
  return refuse(argument, 'a share below 1 or a whole number of examples', describe(value), remedy);
};

/** The number of examples of a part. */
function count(argument: string, given: number, n: number): number {
  const examples = given < 1 ? Math.round(given * n) : given;
  if (examples === 0) refuse(argument, `at least one of ${n} examples`, `${given}`, 'Raise it.');
  if (examples > n) refuse(argument, `at most ${n}, the size of the set`, `${given}`, 'Lower it.');
  return examples;
}

/**
 * All indices in an order of which every stretch has each class in its proportion, up to one example: an example that
 * is j-th of the N_c of its class stands at (j + u) / N_c, with u random for each class.
 */
function mixedByClass({ size, labels, classes }: ImageDataset, seed: number): Int32Array {
  const random = seededRandom(seed);
  const counts = new Int32Array(classes);
  for (let i = 0; i < size; i++) counts[labels[i]]++;
  const shifts = Float64Array.from(counts, () => random.uniform());
  const seen = new Int32Array(classes);
  const place = new Float64Array(size);
  const order = permutation(size, random);
  for (const index of order) {
    const label = labels[index];
    place[index] = (seen[label]++ + shifts[label]) / counts[label];
  }
  return order.sort((a, b) => place[a] - place[b] || a - b);
}
