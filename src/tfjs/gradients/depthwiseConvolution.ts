import { depthwiseConv2d, type Tensor4D } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';
import { runKernel } from './runKernel.js';

/**
 * The second derivative of the depthwise convolution, which TensorFlow.js 4.22.0 lacks. The gradient of a convolution
 * in its input is linear in dy and in the filter. Its adjoint in dy is the convolution itself, and its adjoint in the
 * filter is the gradient in the filter.
 */
export const depthwiseInputGradientGradient = gradientOf<DepthwiseConvolution>(
  'DepthwiseConv2dNativeBackpropInput',
  { inputsToSave: ['dy', 'filter'] },
  (ddx, [dy, filter], { strides, pad, dilations, dimRoundingMode }) => ({
    dy: () =>
      depthwiseConv2d(ddx as Tensor4D, filter as Tensor4D, strides, pad, 'NHWC', dilations ?? 1, dimRoundingMode),
    filter: () => {
      const attrs = { strides, pad, dilations, dimRoundingMode, filterShape: filter.shape };
      return runKernel('DepthwiseConv2dNativeBackpropFilter', { x: ddx, dy }, attrs);
    },
  }),
);

interface DepthwiseConvolution {
  strides: [number, number];
  pad: 'valid' | 'same' | number;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
