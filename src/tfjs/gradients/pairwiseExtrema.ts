import { cast, greater, greaterEqual, less, lessEqual, mul } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { reduceTo } from './reduceTo.js';

/**
 * Gradients of `maximum` and `minimum` of two tensors. Those of TensorFlow.js 4.22.0 do not sum over axes along which a
 * tensor was broadcast, and give the whole cotangent to both of two equal entries. Here the first of them takes it all,
 * as in TensorFlow: shares that add up to one are a derivative, and a cotangent that counts twice is not.
 */
export const maximumGradient = gradientOf('Maximum', { inputsToSave: ['a', 'b'] }, (dy, [a, b]) => ({
  a: () => reduceTo(mul(dy, cast(greaterEqual(a, b), 'float32')), a.shape),
  b: () => reduceTo(mul(dy, cast(less(a, b), 'float32')), b.shape),
}));

/** The same of `minimum`. */
export const minimumGradient = gradientOf('Minimum', { inputsToSave: ['a', 'b'] }, (dy, [a, b]) => ({
  a: () => reduceTo(mul(dy, cast(lessEqual(a, b), 'float32')), a.shape),
  b: () => reduceTo(mul(dy, cast(greater(a, b), 'float32')), b.shape),
}));
