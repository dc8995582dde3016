import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Labelled images in memory, as bytes. Tensors are made of one batch at a time. */
export interface ImageDataset {
  /** Pixels from 0 to 255, [n, height, width, channels], row-major. */
  images: Uint8Array;
  /** Whole numbers from 0 to classes - 1, of length n. Beyond 256 classes they need a type that holds them. */
  labels: Uint8Array | Uint16Array | Int32Array;
  /** Height, width and channels of an image. */
  shape: [number, number, number];
  /** The number of classes. */
  classes: number;
  /** The mean of each channel of the training set, in [0, 1]. */
  mean: number[];
  /** The standard deviation of each channel of the training set, in [0, 1]. */
  std: number[];
}

/** One batch: what the network sees, and what it should say. */
export interface Batch {
  /** Normalised images [n, height, width, channels], float32. The caller disposes of them. */
  x: Tensor4D;
  /** Labels, of length n. */
  y: Int32Array;
}
