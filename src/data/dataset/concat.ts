import { refuse } from '../../input/checks.js';
import { publicCall } from '../../input/publicCall.js';
import { readDataset } from './readDataset.js';
import { readImages } from './readImages.js';
import { checkIndices } from './readIndices.js';
import type { ImageDataset, ImagesRead, ReadOptions } from './types.js';

/**
 * Puts data sets one after the other, such as the training and the test images of CIFAR-100, of which CIFAR-FS is made.
 * No image is copied or read for it.
 *
 * @param sets Data sets of the same classes, images of the same size and the same normalisation.
 * @returns A view of all examples.
 * @throws InputError for sets that differ in more than their examples.
 * @example
 * concat(mnist.train, mnist.test).size; // 70000
 */
export function concat(...sets: ImageDataset[]): ImageDataset {
  return publicCall('concat', () => {
    const parts = sets.map((set, i) => readDataset(set, `sets[${i}]`));
    if (parts.length === 0) refuse('sets', 'one data set at least', 'none', 'Pass them one after the other.');
    const [first] = parts;
    for (const [i, part] of parts.entries()) {
      for (const key of ['classes', 'shape', 'normalisation', 'classNames'] as const) {
        const [expected, got] = [JSON.stringify(first[key]), JSON.stringify(part[key])];
        if (expected === got) continue;
        const remedy = 'Put sets together that differ in their examples alone.';
        refuse(`sets[${i}].${key}`, `that of the first, ${short(expected)}`, short(got), remedy);
      }
    }
    const starts = parts.map(() => 0); // the index of the first example of each part
    for (let i = 1; i < parts.length; i++) starts[i] = starts[i - 1] + parts[i - 1].size;
    const size = starts[parts.length - 1] + parts[parts.length - 1].size;
    const labels = new Int32Array(size);
    for (const [i, { labels: own }] of parts.entries()) labels.set(Array.from(own), starts[i]);
    const { classes, classNames, shape, normalisation } = first; // one by one: those of a class may be getters
    const read: ImageDataset['read'] = (indices, options) => {
      checkIndices(indices, size);
      return readParts(parts, starts, indices, options);
    };
    return { size, labels, classes, ...(classNames && { classNames }), shape, normalisation, read };
  });
}

const short = (text = 'none') => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Reads the share of each part, and puts the images back into the order of the indices. */
async function readParts(
  parts: readonly ImageDataset[],
  starts: readonly number[],
  indices: Int32Array,
  options?: ReadOptions,
): Promise<ImagesRead> {
  const partOf = Int32Array.from(indices, (index) => starts.findLastIndex((start) => start <= index));
  const shares = await Promise.all(
    parts.map(async (part, p) => {
      const own = indices.filter((_, place) => partOf[place] === p).map((index) => index - starts[p]);
      return own.length === 0 ? undefined : readImages(part, own, options);
    }),
  );
  const floats = shares.map((share) => share && share.images instanceof Float32Array);
  if (floats.includes(true) && floats.includes(false)) {
    const remedy = 'Put sets together that all give bytes, or all give normalised images.';
    refuse('sets', 'of one kind of images', 'bytes of one and a Float32Array of another', remedy);
  }
  return interleaved(shares, partOf, parts[0].shape);
}

type Share = Awaited<ReturnType<typeof readImages>> | undefined;

/** The images of all shares, in the order in which they were asked for. */
function interleaved(
  shares: readonly Share[],
  partOf: Int32Array,
  [height, width, channels]: ImageDataset['shape'],
): ImagesRead {
  const size = height * width * channels;
  const asked = new Int32Array(shares.length); // how many of each share have had their turn
  const taken = new Int32Array(shares.length); // how many of them were there
  const left = shares.map((share) => new Set(share?.skipped));
  const total = shares.reduce((sum, share) => sum + (share?.images.length ?? 0), 0);
  const floats = shares.some((share) => share?.images instanceof Float32Array);
  const images = floats ? new Float32Array(total) : new Uint8Array(total);
  const skipped: number[] = [];
  let filled = 0;
  for (const [place, p] of partOf.entries()) {
    if (left[p].has(asked[p]++)) {
      skipped.push(place);
      continue;
    }
    const at = taken[p]++ * size;
    images.set((shares[p] as NonNullable<Share>).images.subarray(at, at + size), filled);
    filled += size;
  }
  return { images, ...(skipped.length > 0 && { skipped }) };
}
