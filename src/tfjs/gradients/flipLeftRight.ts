import { reverse } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/** The gradient of flipLeftRight, which TensorFlow.js 4.22.0 lacks: it flips back. */
export const flipLeftRightGradient = gradientOf('FlipLeftRight', {}, (dy) => ({ image: () => reverse(dy, 2) }));
