import { refuse } from '../../input/checks.js';
import { publicCall } from '../../input/publicCall.js';
import { readImageBatch } from './imageBatch.js';
import { readNormalisation } from './readDataset.js';
import type { ImageBatch, Normalisation } from './types.js';

/**
 * Brings the pixels of a batch to mean 0 and deviation 1, as networks are trained with: (pixel / 255 - mean) / std of
 * its channel. {@link takeBatch} and the trainer do it by themselves, with the data set's own normalisation.
 *
 * @param batch Images as bytes.
 * @param normalisation Mean and standard deviation of each channel of the training set, in [0, 1].
 * @returns The same batch with images as float32.
 * @throws InputError for images that are float32 already, or for other channels than the images have.
 * @example
 * const batch = { images: Uint8Array.of(0, 255), labels: Int32Array.of(3), shape: [1, 1, 2, 1] as const };
 * standardise(batch, { mean: [0.5], std: [0.5] }).images; // [-1, 1]
 */
export function standardise(batch: ImageBatch, normalisation: Normalisation): ImageBatch {
  return publicCall('standardise', () => {
    const { images, shape } = readImageBatch(batch);
    const constants = readNormalisation(normalisation, shape[3], 'normalisation');
    if (images instanceof Float32Array) {
      refuse('batch.images', 'bytes', 'a Float32Array', 'It counts as normalised already: leave it as it is.');
    }
    return { ...batch, images: standardised(images, constants) };
  });
}

/** The pixels as float32, row-major with the channels last. */
export function standardised(pixels: Uint8Array, { mean, std }: Normalisation): Float32Array {
  const channels = mean.length;
  // A pixel has 256 values, so that what they become is computed once for each.
  const table = new Float32Array(channels * 256); // [channels, 256]
  for (let at = 0; at < table.length; at++) table[at] = ((at & 255) / 255 - mean[at >> 8]) / std[at >> 8];
  const values = new Float32Array(pixels.length);
  if (channels === 1) {
    for (let i = 0; i < pixels.length; i++) values[i] = table[pixels[i]];
    return values;
  }
  for (let channel = 0; channel < channels; channel++) {
    const row = table.subarray(channel * 256, (channel + 1) * 256);
    for (let i = channel; i < pixels.length; i += channels) values[i] = row[pixels[i]];
  }
  return values;
}
