import { boolean, integer, readOptions, seed as seedOption } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { seededRandom } from '../../numeric/random.js';
import { readImageBatch } from './imageBatch.js';
import type { ImageBatch } from './types.js';

/** Options of {@link padCropFlip}. */
export interface PadCropFlipOptions {
  /** The number of pixels of zeros that are put around an image before it is cropped to its size. The default is 4. */
  padding?: number;
  /** Whether half of the images are mirrored, left to right. The default is true. */
  flip?: boolean;
  /** Seed of the shifts and of the choice of what is mirrored. Pass the step, so that every step has its own. */
  seed?: number;
}

/**
 * Varies images a little, so that a network does not learn them by heart: each is shifted by up to `padding` pixels in
 * each direction, uniformly and by itself, and mirrored with probability one half. This is the usual augmentation of
 * CIFAR: pad by 4, crop at random, flip.
 *
 * @remarks What is shifted in is 0: black for bytes, as in other libraries, and the channel's mean for images that are
 * normalised.
 *
 * @param batch The images, which stay as they are.
 * @returns A batch of as many images of the same size.
 * @throws InputError for another kind of batch or option.
 * @example
 * const batch = { images: Uint8Array.of(1, 2), labels: Int32Array.of(0), shape: [1, 1, 2, 1] as const };
 * padCropFlip(batch, { padding: 0, seed: 3 }).images; // [2, 1]: mirrored
 * @see He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015
 */
export function padCropFlip(batch: ImageBatch, options: PadCropFlipOptions = {}): ImageBatch {
  return publicCall('padCropFlip', () => {
    const { images, shape } = readImageBatch(batch);
    const { padding = 4, flip = true, seed = 0 } = readOptions(options, OPTIONS);
    const [n, height, width, channels] = shape;
    const line = width * channels;
    const random = seededRandom(seed);
    const moved = images instanceof Float32Array ? new Float32Array(images.length) : new Uint8Array(images.length);
    for (let i = 0; i < n; i++) {
      const down = random.below(2 * padding + 1) - padding;
      const right = random.below(2 * padding + 1) - padding;
      const mirrored = random.sign() === -1 && flip;
      for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
        const from = (i * height + y + down) * line;
        const to = (i * height + y) * line;
        const [first, end] = [Math.max(0, -right), Math.min(width, width - right)];
        if (!mirrored) {
          if (end > first) {
            const source = images.subarray(from + (first + right) * channels, from + (end + right) * channels);
            moved.set(source, to + first * channels);
          }
          continue;
        }
        for (let x = first; x < end; x++) {
          const source = from + (x + right) * channels;
          const target = to + (width - 1 - x) * channels;
          for (let channel = 0; channel < channels; channel++) moved[target + channel] = images[source + channel];
        }
      }
    }
    return { ...batch, images: moved };
  });
}

const OPTIONS = { padding: integer(0, 65_535), flip: boolean, seed: seedOption };
