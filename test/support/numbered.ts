import type { ImageDataset } from 'geocollapse/data';

/**
 * A data set that someone wrote, of images [1, 1, 2] whose pixels are their index and their label, so that a mix-up of
 * images or labels shows. Images at the indices `bad` cannot be read, and are skipped.
 */
export function numbered(labels: readonly number[], { classes = 3, bad = [] as number[], later = false } = {}) {
  const read: number[][] = [];
  const set: ImageDataset = {
    size: labels.length,
    labels: Int32Array.from(labels),
    classes,
    classNames: Array.from({ length: classes }, (_, c) => `class ${c}`),
    shape: [1, 1, 2],
    normalisation: { mean: [0, 0], std: [1, 1] },
    read: (indices) => {
      read.push([...indices]);
      const there = [...indices].filter((index) => !bad.includes(index));
      const skipped = [...indices.keys()].filter((place) => bad.includes(indices[place]));
      const images = Uint8Array.from(there.flatMap((index) => [index, labels[index]]));
      const result = { images, ...(skipped.length > 0 && { skipped }) };
      return later ? Promise.resolve(result) : result;
    },
  };
  return { set, read };
}

/** The pixels of a batch as pairs of index and label. */
export const pairsOf = (images: ArrayLike<number>) =>
  Array.from({ length: images.length / 2 }, (_, i) => [images[2 * i], images[2 * i + 1]]);
