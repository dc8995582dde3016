import {
  conv3d,
  depthwiseConv2d,
  engine,
  type GradConfig,
  type NamedAttrMap,
  type Tensor4D,
  type Tensor5D,
} from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * Second derivatives of the depthwise and the three-dimensional convolution, and the first one of conv3dTranspose, all of which
 * TensorFlow.js 4.22 lacks: the gradient of a convolution in its input is linear in dy and in the filter, and its adjoint is the convolution.
 */
export const CONVOLUTION_GRADIENTS: readonly GradConfig[] = [
  gradientOf<Convolution>(
    'DepthwiseConv2dNativeBackpropInput',
    { inputsToSave: ['dy', 'filter'] },
    (ddx, saved, attrs) => {
      const [dy, filter] = saved;
      const { strides, pad, dilations, dimRoundingMode } = attrs;
      return {
        dy: () =>
          depthwiseConv2d(
            ddx as Tensor4D,
            filter as Tensor4D,
            strides as [number, number],
            pad,
            'NHWC',
            dilations ?? 1,
            dimRoundingMode,
          ),
        filter: () => {
          const filterAttrs = { strides, pad, dilations, dimRoundingMode, filterShape: filter.shape };
          return engine().runKernel(
            'DepthwiseConv2dNativeBackpropFilter',
            { x: ddx, dy },
            filterAttrs as unknown as NamedAttrMap,
          );
        },
      };
    },
  ),
  gradientOf<Convolution>('Conv3DBackpropInputV2', { inputsToSave: ['dy', 'filter'] }, (ddx, [dy, filter], attrs) => {
    const { strides, pad } = attrs;
    return {
      dy: () => conv3d(ddx as Tensor5D, filter as Tensor5D, strides as [number, number, number], pad as 'same'),
      filter: () => {
        const filterAttrs = { strides, pad, filterShape: filter.shape } as unknown as NamedAttrMap;
        return engine().runKernel('Conv3DBackpropFilterV2', { x: ddx, dy }, filterAttrs);
      },
    };
  }),
];

interface Convolution {
  strides: number[] | number;
  pad: 'valid' | 'same' | number;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}
