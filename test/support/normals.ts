import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../../src/numeric/random.js';

/** Standard normal values, the same on every backend. */
export const normals = (shape: number[], seed: number): tf.Tensor => {
  const random = seededRandom(seed);
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random.normal), shape);
};
