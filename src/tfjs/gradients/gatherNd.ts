import { scatterND, zeros } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/** The gradient of gatherND, which TensorFlow.js 4.22.0 lacks: it adds what was picked to its place. */
export const gatherNdGradient = gradientOf(
  'GatherNd',
  { inputsToSave: ['params', 'indices'] },
  (dy, [params, indices]) => ({
    params: () => scatterND(indices, dy, params.shape),
    indices: () => zeros(indices.shape),
  }),
);
