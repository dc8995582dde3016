import { mul, sub } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { reduceTo } from './reduceTo.js';

/** The gradient of squaredDifference. That of TensorFlow.js 4.22.0 does not sum over axes that were broadcast. */
export const squaredDifferenceGradient = gradientOf(
  'SquaredDifference',
  { inputsToSave: ['a', 'b'] },
  (dy, [a, b]) => ({
    a: () => reduceTo(mul(dy, mul(sub(a, b), 2)), a.shape),
    b: () => reduceTo(mul(dy, mul(sub(b, a), 2)), b.shape),
  }),
);
