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
  const labels = Int32Array.from(kept, (index) => {
    const label = data.labels[index];
    if (Number.isInteger(label) && label >= 0 && label < data.classes) return label;
    const remedy = 'They have changed since the set was first used: leave them as they are.';
    return refuse('data.labels', `whole numbers from 0 to ${data.classes - 1}`, `${label} at index ${index}`, remedy);
  });
  return { images, labels, shape: [kept.length, ...data.shape] };
}
