import { backend_util } from '@tensorflow/tfjs-core';

/** The part of a pooling window that lies inside the input, from a row and column up to others, which are excluded. */
interface Window {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Visits the windows of a 2-D pooling of [n, h, w, c] in the order of its outputs, without those that see padding
 * alone. `image` is the place of the first pixel of the image, and `output` that of the first channel of the window in
 * [n, oh, ow, c].
 */
export function forEachWindow(
  shape: [number, number, number, number],
  attrs: Record<string, unknown>,
  visit: (window: Window, image: number, output: number) => void,
): void {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Record<string, never>;
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, padInfo } = info;
  const [n, height, width, channels] = shape;
  for (let i = 0, output = 0; i < n; i++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideHeight - padInfo.top;
      for (let x = 0; x < outWidth; x++, output += channels) {
        const left = x * strideWidth - padInfo.left;
        const inside = {
          top: Math.max(0, top),
          bottom: Math.min(height, top + filterHeight),
          left: Math.max(0, left),
          right: Math.min(width, left + filterWidth),
        };
        const sees = inside.top < inside.bottom && inside.left < inside.right;
        if (sees) visit(inside, i * height * width, output);
      }
    }
  }
}
