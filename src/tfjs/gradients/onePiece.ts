import { concat, stack } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * Gradients of split and unstack, which join what was taken apart. Those of TensorFlow.js 4.22.0 fail when there is a
 * single piece, because its cotangent then comes without an array around it.
 */
export const splitGradient = gradientOf<{ axis: number }>('SplitV', {}, (dys, _, { axis }) => ({
  x: () => concat([dys].flat(), axis),
}));

/** The same of unstack. */
export const unstackGradient = gradientOf<{ axis: number }>('Unpack', {}, (dys, _, { axis }) => ({
  value: () => stack([dys].flat(), axis),
}));
