import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Labelled images in memory, as bytes; tensors are made a batch at a time. */
export interface ImageDataset {
  /** Pixels 0 .. 255, [n, height, width, channels], row-major. */
  images: Uint8Array;
  /** Whole numbers 0 .. classes - 1, length n; beyond 256 classes in a type that holds them. */
  labels: Uint8Array | Uint16Array | Int32Array;
  /** Height, width, channels. */
  shape: [number, number, number];
  classes: number;
  /** Mean of each channel of the training set, in [0, 1]. */
  mean: number[];
  /** Standard deviation of each channel of the training set, in [0, 1]. */
  std: number[];
}

/** One batch: what the network sees, and what it should say. */
export interface Batch {
  /** Normalised images [n, height, width, channels], float32. The caller disposes of it. */
  x: Tensor4D;
  /** Labels, length n. */
  y: Int32Array;
}
