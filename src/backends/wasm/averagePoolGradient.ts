import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './host.js';

/**
 * Gradient of average pooling in its input: each dy spreads evenly over the entries of its window that lie inside the input.
 * The stock kernel divides by the whole window at the border too, where the forward pass does not.
 *
 * dy [n, oh, ow, c], input [n, h, w, c] -> dx [n, h, w, c]
 */
export function averagePoolGradient({
  inputs: { dy, input },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; input: TensorInfo }>): TensorInfo {
  const { filterSize, strides, pad } = attrs as Record<string, never>;
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, padInfo } = info;
  const [n, height, width, channels] = shape;
  const dx = backend.makeOutput(shape, 'float32');
  const gradient = backend.typedArrayFromHeap(dx).fill(0); // made first: it may move the heap
  const cotangent = backend.typedArrayFromHeap(dy);
  for (let i = 0, from = 0; i < n; i++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideHeight - padInfo.top;
      const [firstRow, lastRow] = [Math.max(0, top), Math.min(height, top + filterHeight)];
      for (let x = 0; x < outWidth; x++, from += channels) {
        const left = x * strideWidth - padInfo.left;
        const [firstColumn, lastColumn] = [Math.max(0, left), Math.min(width, left + filterWidth)];
        const share = 1 / ((lastRow - firstRow) * (lastColumn - firstColumn));
        for (let row = firstRow; row < lastRow; row++) {
          let at = ((i * height + row) * width + firstColumn) * channels;
          for (let column = firstColumn; column < lastColumn; column++) {
            for (let c = 0; c < channels; c++) gradient[at++] += share * cotangent[from + c];
          }
        }
      }
    }
  }
  return dx;
}
