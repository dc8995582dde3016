import { describe, refuse } from '../../input/checks.js';
import { integer, oneOf, type Read } from '../../input/options.js';
import { readNormalisation } from '../dataset/readDataset.js';
import type { Normalisation } from '../dataset/types.js';

/** Those of the ImageNet training set, which most networks for photographs were trained with. */
const IMAGENET: Normalisation = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** An image that was left out. */
export interface SkippedImage {
  /** The path of the file below the source. */
  readonly path: string;
  /** What it is, in place of an image. */
  readonly reason: string;
}

/** How images become pixels: options of {@link readImageFolder} and {@link readMiniImageNet}. */
export interface DecodingOptions {
  /** The height and width of the images, in pixels. The default is 224, and 84 for mini-ImageNet. */
  size?: number;
  /**
   * How an image becomes square: `'crop'` takes the square in its middle, and `'squash'` takes all of it and lets its
   * proportions go. The default is `'crop'`, and `'squash'` for mini-ImageNet.
   */
  fit?: 'crop' | 'squash';
  /**
   * The pixels to which the shorter side is scaled before `size` x `size` of them are cut out of the middle. The
   * default is `size`. ImageNet is most often tested at 256 and 224.
   */
  shorterSide?: number;
  /** The mean and standard deviation of each channel. The default is those of ImageNet. */
  normalisation?: Normalisation;
  /**
   * What becomes of a file that is no whole image: an error, which is the default; `'skip'` leaves it out, and lists it
   * in `skipped`; a function does that too, and is called with each such image once.
   */
  onBadImage?: 'error' | 'skip' | ((image: SkippedImage) => void);
  /** The pixels of the largest image that is decoded, 2^26 by default. A larger one counts as a bad image. */
  maxPixels?: number;
}

/** The largest side of an image that is made. */
const LARGEST_SIDE = 4096;

const readOnBadImage: Read<DecodingOptions['onBadImage']> = (argument, value) => {
  if (value === 'error' || value === 'skip') return value;
  if (typeof value === 'function') return value as (image: SkippedImage) => void;
  return refuse(argument, "'error', 'skip' or a function", describe(value), `Pass, say, ${argument}: 'skip'.`);
};

/** Readers of these options. */
export const DECODING = {
  size: integer(1, LARGEST_SIDE),
  fit: oneOf('crop', 'squash'),
  shorterSide: integer(1, LARGEST_SIDE),
  normalisation: ((argument, value) => readNormalisation(value, 3, argument)) as Read<Normalisation>,
  onBadImage: readOnBadImage,
  maxPixels: integer(1),
};

/** The options with their defaults. */
export function withDefaults(given: DecodingOptions, defaults: { size: number; fit: 'crop' | 'squash' }) {
  const { size = defaults.size, fit = defaults.fit, shorterSide = size } = given;
  const { normalisation = IMAGENET, onBadImage = 'error', maxPixels = 2 ** 26 } = given;
  if (given.shorterSide !== undefined && fit === 'squash') {
    refuse('shorterSide', "left out with fit: 'squash'", String(shorterSide), "Nothing is cut: pass fit: 'crop'.");
  }
  if (shorterSide < size) {
    refuse('shorterSide', `at least the size ${size}`, String(shorterSide), 'There is no more to cut from.');
  }
  return { size, fit, shorterSide, normalisation, onBadImage, maxPixels };
}
