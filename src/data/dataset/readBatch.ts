import { refuse } from '../../input/checks.js';
import { readImages } from './readImages.js';
import type { ImageBatch, ImageDataset, ReadOptions } from './types.js';

/**
 * Reads a batch of a data set that is checked, at indices that are checked.
 *
 * @returns The batch. It is empty where every image was skipped.
 */
export async function readBatch(data: ImageDataset, indices: Int32Array, options?: ReadOptions): Promise<ImageBatch> {
  const { images, skipped } = await readImages(data, indices, options);
  const left = new Set(skipped);
  const kept = left.size === 0 ? indices : indices.filter((_, place) => !left.has(place));
  const labels = Int32Array.from(kept, (index) => data.labels[index]);
  const beyond = labels.findIndex((label) => label < 0 || label >= data.classes);
  if (beyond >= 0) {
    const expected = `whole numbers from 0 to ${data.classes - 1}`;
    const remedy = 'They have changed since the set was first used: leave them as they are.';
    refuse('data.labels', expected, `${labels[beyond]} at index ${kept[beyond]}`, remedy);
  }
  return { images, labels, shape: [kept.length, ...data.shape] };
}
