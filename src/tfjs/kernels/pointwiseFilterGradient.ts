import { engine, type NamedAttrMap, stridedSlice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { KernelCall } from './preferKernel.js';

type Four = [number, number, number, number];

/**
 * The gradient in its filter of a 1 x 1 convolution with a stride. Where there are few channels and the batch is odd,
 * oneDNN of tfjs-node (4.22.0, libtensorflow 2.13) writes beyond its memory and ends the process. Such a convolution
 * sees every s-th pixel, so this takes the gradient of one with stride 1 on those pixels. Null for other filters,
 * strides and layouts.
 *
 * x [n, h, w, c], dy [n, oh, ow, f] -> dw [1, 1, c, f]
 */
export function pointwiseFilterGradient({ inputs: { x, dy }, attrs }: KernelCall): Tensor | null {
  const [height, width] = attrs.filterShape as Four;
  const [down, right] = [attrs.strides].flat() as number[];
  const strides = [1, down, right ?? down, 1];
  const isStrided = height === 1 && width === 1 && Math.max(...strides) > 1;
  const isPadded = attrs.pad !== 'same' && attrs.pad !== 'valid'; // neither pads a window of one pixel
  if (!isStrided || isPadded || attrs.dataFormat === 'NCHW') return null;
  return tidy(() => {
    const seen = stridedSlice(x, [0, 0, 0, 0], x.shape, strides); // [n, oh, ow, c]
    const plain = { ...attrs, strides: [1, 1], pad: 'valid' };
    return engine().runKernel('Conv2DBackpropFilter', { x: seen, dy }, plain as unknown as NamedAttrMap) as Tensor;
  });
}
