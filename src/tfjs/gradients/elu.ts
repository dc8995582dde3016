import { mul } from '@tensorflow/tfjs-core';
import { decay } from './decay.js';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of ELU as operations, which can be differentiated again. In TensorFlow.js 4.22.0 it is a kernel that has
 * no gradient itself. With alpha = 1, the only one that TensorFlow.js has, the derivative is exp(x) below 0 and 1
 * above.
 */
export const eluGradient = gradientOf('Elu', { inputsToSave: ['x'] }, (dy, [x]) => ({
  x: () => mul(dy, decay(x)),
}));
