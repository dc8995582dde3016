import { checkInteger, describe, InputError, refuse } from '../../input/checks.js';
import { usersCode } from '../../input/publicCall.js';
import { checkIndices } from '../dataset/readIndices.js';
import type { ImageDataset, ImagesRead, Normalisation, ReadOptions } from '../dataset/types.js';
import type { DecodeOptions } from './decoding.js';
import { imageDecoder } from './imageDecoder.js';
import type { SkippedImage } from './imageOptions.js';
import type { ImageSource } from './imageSource.js';
import { inParallel } from './inParallel.js';

/** Labelled images in files, each of which is read and decoded when it is asked for, and then forgotten. */
export interface StreamedImages extends ImageDataset {
  /** The names of the classes, in the order of their numbers. */
  readonly classNames: readonly string[];
  /** Images that were left out so far, each once. It grows while images are read. */
  readonly skipped: readonly SkippedImage[];
  /** The path of an image below the source. */
  pathOf(index: number): string;
  /** Reads and decodes the images at some indices, a few at a time, off the thread of the caller. */
  read(indices: Int32Array, options?: ReadOptions): Promise<ImagesRead>;
}

/** Files and their classes. */
export interface LabelledPaths {
  labels: Int32Array;
  classNames: readonly string[];
  /** The path of an image below the source. */
  pathOf: (index: number) => string;
  /** Images that are left out from the beginning. */
  skipped?: readonly SkippedImage[];
}

/** How they are read. */
export interface StreamOptions extends DecodeOptions {
  normalisation: Normalisation;
  onBadImage: 'error' | 'skip' | ((image: SkippedImage) => void);
}

/** Makes a data set of files. */
export async function streamedImages(
  source: ImageSource,
  { labels, classNames, pathOf, skipped: before = [] }: LabelledPaths,
  options: StreamOptions,
): Promise<StreamedImages> {
  const { size, normalisation, onBadImage } = options;
  const decode = await imageDecoder(options);
  const length = size * size * 3;
  const skipped: SkippedImage[] = [];
  const leaveOut = (image: SkippedImage) => {
    skipped.push(Object.freeze(image));
    if (typeof onBadImage === 'function') usersCode(() => onBadImage(image));
  };
  for (const image of before) leaveOut(image);
  /** Indices that were found to be bad, since one that is read again is listed once. */
  const bad = new Set<number>();

  const pixelsOf = async (index: number, signal?: AbortSignal): Promise<ArrayLike<number> | undefined> => {
    const path = pathOf(index);
    try {
      return await decode(await source.bytes(path, signal));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const got = error.got.includes(path) ? error.got : `${error.got} in '${path}'`;
      if (onBadImage === 'error') throw new InputError(error.argument, error.expected, got, error.remedy);
      if (!bad.has(index)) {
        bad.add(index);
        leaveOut({ path, reason: `It must ${error.expected}, got ${got}. ${error.remedy}` });
      }
      return undefined;
    }
  };

  const read = async (indices: Int32Array, { signal }: ReadOptions = {}): Promise<ImagesRead> => {
    if (!(indices instanceof Int32Array)) {
      refuse('indices', 'an Int32Array', describe(indices), 'Pass, say, Int32Array.of(0, 1, 2).');
    }
    checkIndices(indices, labels.length);
    const images = new Uint8Array(indices.length * length); // [n, size, size, 3]
    const left: number[] = [];
    await inParallel(indices.length, signal, async (place) => {
      const pixels = await pixelsOf(indices[place], signal);
      if (pixels) images.set(pixels, place * length);
      else left.push(place);
    });
    if (left.length === 0) return { images };
    if (bad.size === labels.length) {
      const { path, reason } = skipped.at(-1)!;
      refuse('data', 'a set with an image that decodes', `none; the last, '${path}': ${reason}`, 'Look at `skipped`.');
    }
    left.sort((a, b) => a - b);
    return { images: without(images, left, length), skipped: left };
  };
  return {
    size: labels.length,
    labels,
    classes: classNames.length,
    classNames,
    shape: [size, size, 3],
    normalisation,
    skipped,
    pathOf: (index) => pathOf(checkInteger('index', index, 0, labels.length - 1)),
    read,
  };
}

/** The images without those at some places, ascending, in the same memory. */
function without(images: Uint8Array, places: readonly number[], length: number): Uint8Array {
  let end = 0;
  for (let place = 0, next = 0; place * length < images.length; place++) {
    if (place === places[next]) next += 1;
    else {
      images.copyWithin(end, place * length, (place + 1) * length);
      end += length;
    }
  }
  return images.subarray(0, end);
}
