import { cast, equal, gatherND, mul, ones, scatterND, zeros } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of scatterND, which TensorFlow.js 4.22.0 lacks: each update has the gradient of the place that it went
 * to.
 */
export const scatterNdGradient = gradientOf('ScatterNd', { inputsToSave: ['indices'] }, (dy, [indices]) => ({
  updates: () => gatherND(dy, indices),
  indices: () => zeros(indices.shape),
}));

/** The gradient of tensorScatterUpdate, which TensorFlow.js 4.22.0 lacks: entries that were written over have none. */
export const tensorScatterUpdateGradient = gradientOf(
  'TensorScatterUpdate',
  { inputsToSave: ['indices', 'updates'] },
  (dy, [indices, updates]) => ({
    tensor: () => mul(dy, cast(equal(scatterND(indices, ones(updates.shape), dy.shape), 0), 'float32')),
    updates: () => gatherND(dy, indices),
    indices: () => zeros(indices.shape),
  }),
);
