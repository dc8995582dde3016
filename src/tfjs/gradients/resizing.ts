import * as tf from '@tensorflow/tfjs-core';
import { eye, reshape, type Tensor4D } from '@tensorflow/tfjs-core';
import { alongAxis } from './alongAxis.js';
import { gradientOf } from './gradientOf.js';

/**
 * Gradients of bilinear resizing and of resizing to the nearest neighbour. Those of TensorFlow.js 4.22.0 ignore
 * `halfPixelCenters`.
 *
 * Resizing is a matrix for each axis, and its gradient the transpose of that matrix. The matrix is not restated here.
 * The operation itself, run on a unit matrix, shows what this backend computes.
 */
export const resizingGradients = (['resizeBilinear', 'resizeNearestNeighbor'] as const).map((name) =>
  gradientOf<Resizing>(`R${name.slice(1)}`, { inputsToSave: ['images'] }, (dy, [images], attrs) => ({
    images: () => {
      const { size, alignCorners, halfPixelCenters } = attrs;
      return size.reduce((tensor, to, i) => {
        const from = images.shape[i + 1];
        const columns = reshape(eye(from), [1, from, 1, from]) as Tensor4D; // a channel for each entry of the axis
        const seen = tf.image[name](columns, [to, 1], alignCorners, halfPixelCenters); // [1, to, 1, from]
        return alongAxis(tensor, i + 1, reshape(seen, [to, from]));
      }, dy);
    },
  })),
);

interface Resizing {
  size: [number, number];
  alignCorners: boolean;
  halfPixelCenters: boolean;
}
