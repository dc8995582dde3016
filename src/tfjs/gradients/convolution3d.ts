import { conv3d, type Tensor5D } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { runKernel } from './runKernel.js';

/**
 * The second derivative of the convolution of volumes, and the first one of conv3dTranspose, which runs the same
 * kernel. TensorFlow.js 4.22.0 has neither. The gradient in the input is linear in dy and in the filter. Its adjoint in
 * dy is the convolution itself, and its adjoint in the filter is the gradient in the filter.
 */
export const convolution3dInputGradientGradient = gradientOf<Convolution3d>(
  'Conv3DBackpropInputV2',
  { inputsToSave: ['dy', 'filter'] },
  (ddx, [dy, filter], { strides, pad }) => ({
    dy: () => conv3d(ddx as Tensor5D, filter as Tensor5D, strides, pad),
    filter: () => runKernel('Conv3DBackpropFilterV2', { x: ddx, dy }, { strides, pad, filterShape: filter.shape }),
  }),
);

interface Convolution3d {
  strides: [number, number, number];
  pad: 'valid' | 'same';
}
