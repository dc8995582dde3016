import { describe, refuse } from '../../input/checks.js';
import { classCount, later, needed, readOptions } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { readClassNames, readDatasetLabels, readNormalisation, readShape } from './readDataset.js';
import { checkIndices } from './readIndices.js';
import type { ImageDataset, Normalisation } from './types.js';

/** What {@link imageDataset} makes a data set of. */
export interface ImageDatasetOptions {
  /** Pixels from 0 to 255, [n, height, width, channels], row-major. They are not copied. */
  images: Uint8Array | Uint8ClampedArray;
  /** Whole numbers from 0 to classes - 1, of length n. */
  labels: ArrayLike<number>;
  /** Height, width and channels of an image. */
  shape: readonly [number, number, number];
  /** The number of classes. */
  classes: number;
  /** The names of the classes, in the order of their numbers. */
  classNames?: readonly string[];
  /** What pixels are normalised by: the mean and standard deviation of each channel of the training set, in [0, 1]. */
  normalisation: Normalisation;
}

/** A data set whose pixels are in memory. */
export interface ImagesInMemory extends ImageDataset {
  /** Pixels from 0 to 255, [n, height, width, channels], row-major. */
  readonly images: Uint8Array;
  /** Whole numbers from 0 to classes - 1, of length `size`. */
  readonly labels: Uint8Array | Uint16Array | Int32Array;
}

/**
 * Makes a data set of pixels in memory, which {@link takeBatch}, the trainer and every measure of a set then take. All
 * parts are checked here, once: that they fit together, and that every label is one of the classes.
 *
 * @param parts The pixels, the labels, and what they mean.
 * @returns The data set. Tensors are made of one batch at a time.
 * @throws InputError for parts that do not fit together, or a label beyond the classes.
 * @example
 * const images = new Uint8Array([0, 90, 200, 250]);
 * const normalisation = { mean: [0.5], std: [0.5] };
 * const set = imageDataset({ images, labels: [0, 0, 1, 1], shape: [1, 1, 1], classes: 2, normalisation });
 * set.size; // 4
 */
export function imageDataset(parts: ImageDatasetOptions): ImagesInMemory {
  return publicCall('imageDataset', () => {
    const given = readOptions(parts, PARTS, 'parts');
    const shape: [number, number, number] = [...given.shape];
    const { classes } = given;
    const labels = readDatasetLabels(given.labels, classes, 'labels');
    const images = readImages(given.images, labels.length, shape);
    const normalisation = readNormalisation(given.normalisation, shape[2], 'normalisation');
    const classNames = readClassNames(given.classNames, classes, 'classNames');
    const names = classNames && { classNames };
    return { size: labels.length, images, labels, shape, classes, ...names, normalisation, read };
  });
}

/** Copies the images at some indices. They are those of the object, so that a copy with other images has these. */
function read(this: ImagesInMemory, indices: Int32Array): { images: Uint8Array } {
  checkIndices(indices, this.size);
  const images = readImages(this.images, this.size, this.shape);
  const size = this.shape[0] * this.shape[1] * this.shape[2];
  const chosen = new Uint8Array(indices.length * size); // [n, height, width, channels]
  for (let i = 0; i < indices.length; i++) {
    chosen.set(images.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
  }
  return { images: chosen };
}

const PARTS = {
  images: needed(later<unknown>()),
  labels: needed(later<unknown>()),
  shape: needed(readShape),
  classes: needed(classCount()),
  classNames: later<unknown>(),
  normalisation: needed(later<unknown>()),
};

function readImages(value: unknown, n: number, shape: readonly number[]): Uint8Array {
  if (!(value instanceof Uint8Array || value instanceof Uint8ClampedArray)) {
    const numbers = typeof value === 'object' && value !== null && 'length' in value;
    const remedy = numbers
      ? 'Pixels are bytes: Uint8Array.from(images, (v) => 255 * v) of values in [0, 1], ' +
        'Uint8Array.from(images) of 0 .. 255.'
      : 'Pass the pixels of all images one after the other.';
    refuse('images', 'a Uint8Array of pixels 0 .. 255', describe(value), remedy);
  }
  const size = n * shape[0] * shape[1] * shape[2];
  if (value.length !== size) {
    const remedy = 'Look whether shape is right, and whether images and labels are of the same set.';
    refuse('images', `of length ${size}, ${n} labels times [${shape}]`, `${value.length}`, remedy);
  }
  return value instanceof Uint8Array ? value : new Uint8Array(value.buffer, value.byteOffset, value.length);
}
