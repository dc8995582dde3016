import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './preferKernel.js';

/** The kernels that take a padding: all that call `computeConv2DInfo` or `computePool2DInfo`. */
export const PADDED_KERNELS = [
  'Conv2D',
  'FusedConv2D',
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2D',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'MaxPool',
  'MaxPoolGrad',
  'AvgPool',
  'AvgPoolGrad',
] as const;

/**
 * The same padding on every side, given as one number, in numbers for each side. With one number TensorFlow.js (4.22.0)
 * takes the height of window and stride for the width too. The output has the wrong width, and WebAssembly writes
 * beyond its memory. Null for other padding.
 */
export function numericPadding({ attrs, stock }: KernelCall): Tensor | TensorInfo | null {
  const { pad, dataFormat } = attrs;
  if (typeof pad !== 'number') return null;
  const [none, around] = [
    [0, 0],
    [pad, pad],
  ];
  const sides = dataFormat === 'NCHW' ? [none, none, around, around] : [none, around, around, none];
  return stock(undefined, { ...attrs, pad: sides });
}
