import { cumsum } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of cumsum, which is cumsum from the other end. That of TensorFlow.js 4.22.0 comes out transposed along
 * any axis but the last.
 */
export const cumsumGradient = gradientOf<{ axis: number; exclusive: boolean; reverse: boolean }>(
  'Cumsum',
  {},
  (dy, _, { axis, exclusive, reverse }) => ({ x: () => cumsum(dy, axis, exclusive, !reverse) }),
);
