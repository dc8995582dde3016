import { exp, type GradConfig, greater, minimum, mul, type Tensor, where } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** exp(x) for x <= 0 and 1 above, without an overflow on the side that is not used: infinity times 0 is not 0. */
const decay = (x: Tensor) => exp(minimum(x, 0));

/**
 * Gradients of ELU and SELU that can be differentiated again. In TensorFlow.js 4.22 that of ELU is a kernel without a gradient, and
 * the second one of SELU is NaN where exp(x) overflows.
 */
export const ACTIVATION_GRADIENTS: readonly GradConfig[] = [
  gradientOf('Elu', { inputsToSave: ['x'] }, (dy, [x]) => ({ x: () => mul(dy, decay(x)) })),
  gradientOf('Selu', { inputsToSave: ['x'] }, (dy, [x]) => ({
    x: () => where(greater(x, 0), mul(dy, SELU_SCALE), mul(mul(dy, SELU_SCALE_ALPHA), decay(x))),
  })),
];
