import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Mean and standard deviation of the pixels of a training set, as a network's input is normalised by them. */
export interface Normalisation {
  /** The mean of each channel, of pixels in [0, 1]. */
  readonly mean: readonly number[];
  /** The standard deviation of each channel, of pixels in [0, 1]. */
  readonly std: readonly number[];
}

/**
 * Labelled images, wherever they are: in memory, in files, or made when they are asked for. Everything that takes
 * images takes any object of this shape, so that a set of your own is a literal with a function `read`.
 */
export interface ImageDataset {
  /** The number of images. */
  readonly size: number;
  /**
   * The classes of all images, whole numbers 0 .. classes - 1, length `size`. They are known before an image is read.
   */
  readonly labels: ArrayLike<number>;
  /** The number of classes. */
  readonly classes: number;
  /** The names of the classes, in the order of their numbers. */
  readonly classNames?: readonly string[];
  /** Height, width and channels of an image. */
  readonly shape: readonly [number, number, number];
  /** What pixels are normalised by. */
  readonly normalisation: Normalisation;
  /** Reads the images at some indices, at once or in time. */
  read(indices: Int32Array, options?: ReadOptions): ImagesRead | Promise<ImagesRead>;
}

/** Options of {@link ImageDataset.read}. */
export interface ReadOptions {
  /** A signal after which nobody waits for the images any more. A set in memory need not look at it. */
  readonly signal?: AbortSignal;
}

/** The images that {@link ImageDataset.read} was asked for. */
export interface ImagesRead {
  /**
   * The images [n, height, width, channels], row-major, in the order of the indices. Bytes are pixels from 0 to 255;
   * Float32Array holds pixels that are normalised already.
   */
  readonly images: Uint8Array | Uint8ClampedArray | Float32Array;
  /**
   * Places in the indices, ascending, whose image could not be read and is left out. Then n is smaller by as many. It
   * is absent where all were read.
   */
  readonly skipped?: readonly number[];
}

/** Images of a batch in JavaScript's memory, for functions that change them before they become a tensor. */
export interface ImageBatch {
  /** The images [n, height, width, channels], row-major: bytes from 0 to 255, or normalised numbers. */
  readonly images: Uint8Array | Float32Array;
  /** The classes of the images, of length n. */
  readonly labels: Int32Array;
  /** Number, height, width and channels of the images. */
  readonly shape: readonly [number, number, number, number];
}

/** One batch: what the network sees, and what it should say. */
export interface Batch {
  /** Normalised images [n, height, width, channels], float32. The caller disposes of them. */
  x: Tensor4D;
  /** Labels, of length n. */
  y: Int32Array;
}
