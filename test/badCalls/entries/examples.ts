import * as tf from '@tensorflow/tfjs-core';
import type * as data from 'geocollapse/data';
import * as models from 'geocollapse/models';
import * as k from '../kinds.js';
import { inside } from './entry.js';

export const FEATURES = [0, 0, 2, 0, 5, 5, 7, 5, 0, 9, 2, 9];
export const LABELS = [0, 0, 1, 1, 2, 2];
export const features = () => tf.tensor2d(FEATURES, [6, 2]);
/** Features that calls may keep reading. */
export const BATCH = features();

export const CLASSIFIER = { weights: tf.tensor2d([1, 0, 0, 1, 1, 1], [2, 3]), bias: tf.tensor1d([0, 1, 2]) };

export const network = models.mlp({ hidden: [4], inputShape: [2, 2, 1], classes: 3 });
/** The one that calls may change. */
export const trained = models.mlp({ hidden: [4], inputShape: [2, 2, 1], classes: 3 });
export const split = models.splitAtEmbedding(network);

/** A data set as a user writes one. */
export const images = (): data.ImageDataset => ({
  size: 12,
  labels: Uint8Array.from({ length: 12 }, (_, i) => i % 3),
  classes: 3,
  shape: [2, 2, 1],
  normalisation: { mean: [0.5], std: [0.25] },
  read: (indices) => ({
    images: Uint8Array.from({ length: 4 * indices.length }, (_, i) => (i * 37 + indices[i >> 2] * 90) % 256),
  }),
});
/** The members of a data set. A view reads no image, so that any function will do for it. */
export const insideImages = (at: number, read = k.nothing) =>
  inside('data', at, {
    size: k.oneOf(12),
    labels: k.nothing,
    shape: k.nothing,
    classes: k.oneOf(3),
    normalisation: k.nothing,
    read,
  });

/** Numbers that are right where a loop is as long. */
export const HUGE = ['2^24 + 1', '2^31 - 1'];
