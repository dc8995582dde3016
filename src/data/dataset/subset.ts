import { publicCall } from '../../input/publicCall.js';
import { readDataset } from './readDataset.js';
import { readIndices } from './readIndices.js';
import type { ImageDataset } from './types.js';
import { viewOf } from './view.js';

/**
 * Takes some examples of a data set as a data set of its own, in the order of the indices. No image is copied or read
 * for it.
 *
 * @param data The whole set.
 * @param indices The indices of the examples, from 0 on. One may occur several times.
 * @returns A view, with the classes of the whole set.
 * @throws InputError for an index beyond the end, or no indices.
 * @example
 * const hundred = subset(mnist.train, balancedIndices(mnist.train, { count: 100 }));
 * hundred.size; // 100
 */
export function subset(data: ImageDataset, indices: ArrayLike<number>): ImageDataset {
  return publicCall('subset', () => {
    const whole = readDataset(data);
    const chosen = readIndices(indices, whole.size);
    return viewOf(whole, { indices: chosen, labels: Int32Array.from(chosen, (index) => whole.labels[index]) });
  });
}
