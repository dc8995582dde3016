import { tensor4d } from '@tensorflow/tfjs-core';
import { standardised } from './standardise.js';
import type { Batch, ImageBatch, Normalisation } from './types.js';

/** A batch as a network takes it. Images that are float32 are normalised already. */
export function tensorsOf({ images, labels, shape }: ImageBatch, normalisation: Normalisation): Batch {
  const values = images instanceof Float32Array ? images : standardised(images, normalisation);
  return { x: tensor4d(values, [...shape]), y: labels };
}
