import { greater, mul, where } from '@tensorflow/tfjs-core';
import { decay } from './decay.js';
import { gradientOf } from './gradientOf.js';

const SCALE = 1.0507009873554805;
const SCALE_ALPHA = 1.7580993408473768;

/**
 * The gradient of SELU without an overflow. In TensorFlow.js 4.22.0 the second derivative is NaN where exp(x)
 * overflows, although the branch with exp(x) is not the one that counts there.
 */
export const seluGradient = gradientOf('Selu', { inputsToSave: ['x'] }, (dy, [x]) => ({
  x: () => where(greater(x, 0), mul(dy, SCALE), mul(mul(dy, SCALE_ALPHA), decay(x))),
}));
