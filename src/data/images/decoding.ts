import { refuse } from '../../input/checks.js';
import type { Fit } from './crop.js';
import type { ImageHeader } from './imageHeader.js';

/** Decodes the bytes of an image, whose header was read, to pixels [size, size, 3], or refuses them. */
export type Decode = (bytes: Uint8Array, header: ImageHeader) => Promise<ArrayLike<number>>;

/** How images are decoded. */
export interface DecodeOptions extends Fit {
  /** The pixels of the largest image that is decoded. */
  maxPixels: number;
}

/** The bytes of the largest file that is read. */
export const LARGEST_FILE = 2 ** 28;

const FETCH = "Fetch it again, take it out, or pass onBadImage: 'skip'.";

/** A refusal of one image. */
export const badImage = (expected: string, got: string, remedy = FETCH): never => refuse('data', expected, got, remedy);
