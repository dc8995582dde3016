import { publicCall } from '../input/publicCall.js';
import { type ComplexityOfBatches, complexityOf, merged, NOTHING } from './complexityOfBatches.js';
import { readComplexity } from './readComplexity.js';

/**
 * The complexity of no examples, where a fold starts: the neutral element of {@link mergeGeometricComplexities}.
 *
 * @returns A record of count 0. Its mean and its error are NaN, since no examples have none.
 * @example
 * emptyGeometricComplexity().count; // 0
 */
export function emptyGeometricComplexity(): ComplexityOfBatches {
  return publicCall('emptyGeometricComplexity', () => complexityOf(NOTHING));
}

/**
 * The complexity of two disjoint sets of examples together, as if they had been measured in one stream: batches, workers and
 * machines merge the same way.
 *
 * @throws InputError when one has labels and the other has none, or when they were measured with another `confidence` or `datasetSize`
 * @example
 * mergeGeometricComplexities(await geometricComplexityOfBatches(f, firstHalf), await geometricComplexityOfBatches(f, secondHalf));
 */
export function mergeGeometricComplexities(a: ComplexityOfBatches, b: ComplexityOfBatches): ComplexityOfBatches {
  return publicCall('mergeGeometricComplexities', () =>
    complexityOf(merged(readComplexity('a', a), readComplexity('b', b))),
  );
}
