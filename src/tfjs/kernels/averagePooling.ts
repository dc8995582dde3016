import { backend_util, mul, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { KernelCall } from './preferKernel.js';

type Four = [number, number, number, number];

/**
 * The gradient of average pooling at a padded border. There the forward pass divides by what of a window lies inside,
 * and the kernels of cpu and webgl (4.22.0) divide by the whole window in the gradient. Here dy is scaled by the ratio
 * of the two first. Null where no window is cut.
 */
export function averagePoolingGradient({ inputs: { dy, input }, attrs, stock }: KernelCall): Tensor | null {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Record<string, never>;
  const info = backend_util.computePool2DInfo(input.shape as Four, filterSize, strides, 1, pad, dimRoundingMode);
  const { padInfo, outHeight, outWidth, filterHeight, filterWidth } = info;
  if (Math.max(padInfo.top, padInfo.bottom, padInfo.left, padInfo.right) === 0) return null;
  const heights = cut(outHeight, info.strideHeight, filterHeight, padInfo.top, info.inHeight);
  const widths = cut(outWidth, info.strideWidth, filterWidth, padInfo.left, info.inWidth);
  return tidy(() => {
    const scaled = mul(dy, mul(tensor(heights, [outHeight, 1, 1]), tensor(widths, [outWidth, 1])));
    return stock({ dy: scaled, input });
  });
}

/**
 * For every window along an axis, its length divided by the length of what of it lies inside. 0 where nothing lies
 * inside.
 */
function cut(outputs: number, stride: number, taps: number, before: number, inputs: number): number[] {
  return Array.from({ length: outputs }, (_, o) => {
    const start = o * stride - before;
    const inside = Math.min(inputs, start + taps) - Math.max(0, start);
    return inside > 0 ? taps / inside : 0;
  });
}
