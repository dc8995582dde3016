import { backend_util, type Tensor } from '@tensorflow/tfjs-core';

/** Attributes of a pooling in two or three dimensions. */
export interface Pooling {
  filterSize: number[] | number;
  strides: number[] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Pooling along one spatial axis of `size` entries: `outputs` windows of `window` entries, the first from -before on.
 */
export interface PoolingAxis {
  size: number;
  outputs: number;
  window: number;
  stride: number;
  before: number;
}

/** The spatial axes of a pooling of x [n, h, w, c] or [n, d, h, w, c]. */
export function axesOf({ shape }: Tensor, { filterSize, strides, pad, dimRoundingMode }: Pooling): PoolingAxis[] {
  const [window, steps] = [filterSize as number, strides as number];
  if (shape.length === 4) {
    const of = shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(of, window, steps, 1, pad, dimRoundingMode);
    return [
      axis(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top),
      axis(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left),
    ];
  }
  const of = shape as [number, number, number, number, number];
  const info = backend_util.computePool3DInfo(of, window, steps, 1, pad, dimRoundingMode);
  return [
    axis(info.inDepth, info.outDepth, info.filterDepth, info.strideDepth, info.padInfo.front),
    axis(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top),
    axis(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left),
  ];
}

function axis(size: number, outputs: number, window: number, stride: number, before: number): PoolingAxis {
  return { size, outputs, window, stride, before };
}

/** How far the last window reaches beyond the last entry of the axis. It is negative where entries are left over. */
export function reachBeyond({ size, outputs, window, stride, before }: PoolingAxis): number {
  return (outputs - 1) * stride + window - before - size;
}
