import { eye, mul, reshape, sum } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/** The gradient of diag, which TensorFlow.js 4.22.0 lacks: it picks the diagonal. */
export const diagGradient = gradientOf('Diag', { inputsToSave: ['x'] }, (dy, [x]) => ({
  x: () => reshape(sum(mul(reshape(dy, [x.size, x.size]), eye(x.size)), 1), x.shape),
}));
