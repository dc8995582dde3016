import { refuse } from '../../input/checks.js';
import type { KernelCall } from './preferKernel.js';

/** The kernels of a depthwise convolution. */
export const DEPTHWISE_KERNELS = ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'] as const;

/**
 * Refuses a depthwise convolution of channels before pixels, which every kernel (4.22.0) computes as one of pixels
 * before channels.
 */
export function refuseChannelsFirst({ attrs }: KernelCall): null {
  if (attrs.dataFormat !== 'NCHW') return null;
  const remedy = 'Transpose it before and after: tf.transpose(x, [0, 2, 3, 1]) and tf.transpose(y, [0, 3, 1, 2]).';
  return refuse('the input of depthwiseConv2d', "of dataFormat 'NHWC'", "'NCHW', which has no kernel", remedy);
}
