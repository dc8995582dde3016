import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './host.js';

/**
 * Gradient of max pooling in its input, for windows that do not overlap and need no padding, as in VGG: each dy goes to
 * the first largest entry of its window. Null for other windows, which are left to the stock kernel.
 *
 * dy [n, oh, ow, c], input [n, h, w, c] -> dx [n, h, w, c]
 */
export function maxPoolGradient({
  inputs: { dy, input },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; input: TensorInfo }>): TensorInfo | null {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Record<string, never>;
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth, padInfo } = info;
  const plain = filterHeight === strideHeight && filterWidth === strideWidth;
  const padded = padInfo.top + padInfo.left + padInfo.bottom + padInfo.right > 0;
  if (!plain || padded || input.dtype !== 'float32') return null;
  const [n, height, width, channels] = shape;
  const dx = backend.makeOutput(shape, 'float32');
  const gradient = backend.typedArrayFromHeap(dx).fill(0); // made first: it may move the heap
  const values = backend.typedArrayFromHeap(input);
  const cotangent = backend.typedArrayFromHeap(dy);
  let from = 0;
  for (let i = 0; i < n; i++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const corner = ((i * height + y * filterHeight) * width + x * filterWidth) * channels;
        for (let c = 0; c < channels; c++) {
          let largest = corner + c;
          for (let dyy = 0; dyy < filterHeight; dyy++) {
            for (let dxx = 0; dxx < filterWidth; dxx++) {
              const at = corner + (dyy * width + dxx) * channels + c;
              if (values[at] > values[largest]) largest = at;
            }
          }
          gradient[largest] = cotangent[from++];
        }
      }
    }
  }
  return dx;
}
