import { publicCall } from '../input/publicCall.js';
import { type ComplexityOfBatches, complexityOf, merged, NOTHING } from './complexityOfBatches.js';
import { readComplexity } from './readComplexity.js';

/**
 * Starts a fold over batches: the complexity of no examples, the neutral element of {@link mergeGeometricComplexities}.
 *
 * @returns A record of count 0. Its mean and its error are NaN, since the mean of no examples does not exist.
 * @example
 * const f = (x) => tf.square(x);
 * let total = emptyGeometricComplexity();
 * for (const x of [tf.tensor2d([[1], [2]]), tf.tensor2d([[3]])]) {
 *   total = mergeGeometricComplexities(total, await geometricComplexityOfBatches(f, [x]));
 * }
 * total.count; // 3
 * total.mean; // 56 / 3
 */
export function emptyGeometricComplexity(): ComplexityOfBatches {
  return publicCall('emptyGeometricComplexity', () => complexityOf(NOTHING));
}

/**
 * Adds up what was measured apart, batch by batch or on several machines: the complexity of two disjoint sets of
 * examples together, as if they had been measured in one stream.
 *
 * @param a What {@link geometricComplexityOfBatches} returned for some examples, or what JSON makes of it.
 * @param b The same for other examples.
 * @returns The record of both. Neither argument is changed.
 * @throws InputError when one has labels and the other has none, or when they were measured with different `confidence`
 * or `datasetSize`.
 * @example
 * const f = (x) => tf.square(x);
 * const a = await geometricComplexityOfBatches(f, [tf.tensor2d([[1], [2]])]);
 * const b = await geometricComplexityOfBatches(f, [tf.tensor2d([[3]])]);
 * mergeGeometricComplexities(a, b).mean; // 56 / 3: (4 + 16 + 36) / 3
 */
export function mergeGeometricComplexities(a: ComplexityOfBatches, b: ComplexityOfBatches): ComplexityOfBatches {
  return publicCall('mergeGeometricComplexities', () =>
    complexityOf(merged(readComplexity('a', a), readComplexity('b', b))),
  );
}
