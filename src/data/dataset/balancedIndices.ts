import { describe, refuse } from '../../input/checks.js';
import { classCount, integer, needed, readOptions, seed as seedOption } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { permutation, seededRandom } from '../../numeric/random.js';
import { readDatasetLabels } from './readDataset.js';
import type { ImageDataset } from './types.js';

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
    if (typeof data !== 'object' || data === null)
      refuse('data', 'an object of labels and classes', describe(data), 'Pass the data set.');
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
