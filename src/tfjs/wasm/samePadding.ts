import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './wasmBackend.js';

type Four = [number, number, number, number];

/**
 * The attributes of a convolution with 'same' padding and a stride, with the padding in numbers. The kernels of
 * TensorFlow.js (4.22.0) leave the output zero where a stride is wider than the filter and the padding would be
 * negative (2 x 3 filters at stride 3 on 6 x 7). Null where they are right.
 */
export function explicitPadding(
  { inputs: { x, filter }, attrs }: KernelArguments<{ x: TensorInfo; filter: TensorInfo }>,
  depthwise: boolean,
): Record<string, unknown> | null {
  const { strides, pad, dilations, dimRoundingMode } = attrs as Record<string, never>;
  const [height, width] = [strides].flat() as number[];
  if (pad !== 'same' || (height === 1 && (width ?? height) === 1)) return null;
  const [input, taps] = [x.shape as Four, filter.shape as Four];
  const rates = (dilations ?? [1, 1]) as [number, number];
  const { padInfo } = backend_util.computeConv2DInfo(input, taps, strides, rates, pad, dimRoundingMode, depthwise);
  const { top, bottom, left, right } = padInfo;
  return {
    ...attrs,
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  };
}

/** Kernels that take 'same' padding, and whether they are depthwise. */
export const PADDED_KERNELS = [
  ['Conv2D', false],
  ['FusedConv2D', false],
  ['DepthwiseConv2dNative', true],
  ['FusedDepthwiseConv2D', true],
] as const;
