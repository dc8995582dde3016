import { describe, refuse } from '../../input/checks.js';
import { usersCode } from '../../input/publicCall.js';
import type { ImageDataset, ImagesRead, ReadOptions } from './types.js';

/** Images that were read, and the places in the indices that were skipped. */
interface Checked {
  readonly images: Uint8Array | Float32Array;
  readonly skipped: readonly number[];
}

/**
 * Reads images of a data set. Whatever its function returns is held against what was asked for, since anyone may have
 * written it.
 */
export async function readImages(data: ImageDataset, indices: Int32Array, options?: ReadOptions): Promise<Checked> {
  // It gets indices of its own, which it may sort: labels belong to those that were asked for.
  const given: unknown = usersCode(() => data.read(indices.slice(), options));
  // What is there at once is copied at once, before another read can use its memory.
  const read = typeof (given as { then?: unknown } | null)?.then === 'function' ? await given : given;
  const { images, skipped = [] } = (read ?? {}) as Partial<ImagesRead>;
  if (!(images instanceof Uint8Array || images instanceof Uint8ClampedArray || images instanceof Float32Array)) {
    const remedy = 'Return { images } with the images one after the other.';
    const got = images === undefined ? describe(read) : `images that are ${describe(images)}`;
    refuse('data.read', 'a function that returns { images }, bytes or a Float32Array', got, remedy);
  }
  const last = indices.length - 1;
  const inOrder = (place: unknown, i: number) => Number.isInteger(place) && (place as number) > (skipped[i - 1] ?? -1);
  if (!Array.isArray(skipped) || !skipped.every(inOrder) || (skipped.at(-1) ?? -1) > last) {
    const expected = `a function that returns skipped places from 0 to ${last}, ascending`;
    refuse('data.read', expected, describe(skipped), 'Return an array that names each place of the indices once.');
  }
  const n = indices.length - skipped.length;
  const [height, width, channels] = data.shape;
  if (images.length !== n * height * width * channels) {
    const expected = `a function that returns ${n} images of [${data.shape}]`;
    const remedy = 'Return them one after the other, and name in `skipped` those that are left out.';
    refuse('data.read', expected, `${images.length} values`, remedy);
  }
  // A copy, since the function may use its memory for the next images before these become a tensor.
  return { images: images instanceof Float32Array ? images.slice() : new Uint8Array(images), skipped };
}
