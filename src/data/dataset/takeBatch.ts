import { refuse } from '../../input/checks.js';
import { publicCall } from '../../input/publicCall.js';
import { readBatch } from './readBatch.js';
import { readDataset } from './readDataset.js';
import { readIndices } from './readIndices.js';
import { tensorsOf } from './tensorsOf.js';
import type { Batch, ImageDataset } from './types.js';

/**
 * Makes a batch of the examples at some indices, as a network takes it: each pixel as (pixel / 255 - mean) / std of its
 * channel. {@link datasetBatches} walks over a whole set.
 *
 * @param data The data set.
 * @param indices The indices of the examples, from 0 on. One may occur several times.
 * @returns Images [n, height, width, channels], which the caller disposes of, and n labels. Images that the data set
 *   skips, since they cannot be read, are left out.
 * @throws InputError for a data set whose parts do not fit together, a label beyond its classes, an index beyond its
 *   end, or if none of the images can be read.
 * @example
 * const { x, y } = await takeBatch(mnist.train, [0, 1, 2]);
 * x.shape; // [3, 28, 28, 1]
 * y; // [5, 0, 4]
 * x.dispose();
 */
export async function takeBatch(data: ImageDataset, indices: ArrayLike<number>): Promise<Batch> {
  return publicCall('takeBatch', async () => {
    const set = readDataset(data);
    const batch = await readBatch(set, readIndices(indices, set.size));
    if (batch.labels.length > 0) return tensorsOf(batch, set.normalisation);
    const remedy = 'Look at the files that the data set lists as skipped.';
    return refuse('indices', 'of one image at least that can be read', 'none', remedy);
  });
}
