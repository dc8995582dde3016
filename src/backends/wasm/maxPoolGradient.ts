import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './host.js';

/**
 * Gradient of max pooling in its input: each dy goes to the first largest entry of its window, and adds up where windows
 * overlap. The stock kernel is slow, and wrong where windows overlap or leave a rest of the input. Null for what is not float32.
 *
 * dy [n, oh, ow, c], input [n, h, w, c] -> dx [n, h, w, c]
 */
export function maxPoolGradient({
  inputs: { dy, input },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; input: TensorInfo }>): TensorInfo | null {
  if (input.dtype !== 'float32') return null;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Record<string, never>;
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, padInfo } = info;
  const [n, height, width, channels] = shape;
  const dx = backend.makeOutput(shape, 'float32');
  const gradient = backend.typedArrayFromHeap(dx).fill(0); // made first: it may move the heap
  const values = backend.typedArrayFromHeap(input);
  const cotangent = backend.typedArrayFromHeap(dy);
  let from = 0;
  for (let i = 0; i < n; i++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideHeight - padInfo.top;
      const [firstRow, lastRow] = [Math.max(0, top), Math.min(height, top + filterHeight)];
      for (let x = 0; x < outWidth; x++) {
        const left = x * strideWidth - padInfo.left;
        const [firstColumn, lastColumn] = [Math.max(0, left), Math.min(width, left + filterWidth)];
        for (let c = 0; c < channels; c++) {
          let largest = ((i * height + firstRow) * width + firstColumn) * channels + c;
          for (let row = firstRow; row < lastRow; row++) {
            let at = ((i * height + row) * width + firstColumn) * channels + c;
            for (let column = firstColumn; column < lastColumn; column++, at += channels) {
              if (values[at] > values[largest]) largest = at;
            }
          }
          gradient[largest] += cotangent[from++];
        }
      }
    }
  }
  return dx;
}
