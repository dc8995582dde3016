import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './wasmBackend.js';

type Four = [number, number, number, number];

/**
 * The gradient of a depthwise convolution in its input, for which WebAssembly (4.22.0) has no kernel. Channels come
 * last, as in the operation itself.
 *
 * dy [n, oh, ow, c m], filter [kh, kw, c, m] -> dx [n, h, w, c]
 */
export function depthwiseBackpropInput({
  inputs: { dy, filter },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; filter: TensorInfo }>): TensorInfo {
  const inputShape = attrs.inputShape as Four;
  const dx = backend.makeOutput(inputShape, 'float32');
  const gradient = backend.typedArrayFromHeap(dx).fill(0); // made first: it may move the heap
  const cotangent = backend.typedArrayFromHeap(dy);
  const weights = backend.typedArrayFromHeap(filter);
  const [, , channels, multiplier] = filter.shape;
  forEachTap(inputShape, filter.shape as Four, attrs, (x, y, tap) => {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let m = 0; m < multiplier; m++) sum += cotangent[y++] * weights[tap++];
      gradient[x++] += sum;
    }
  });
  return dx;
}

/**
 * The gradient of a depthwise convolution in its filter, for which WebAssembly (4.22.0) has no kernel. It is summed in
 * float64. Channels come last, as in the operation itself.
 *
 * x [n, h, w, c], dy [n, oh, ow, c m] -> dw [kh, kw, c, m]
 */
export function depthwiseBackpropFilter({
  inputs: { x, dy },
  backend,
  attrs,
}: KernelArguments<{ x: TensorInfo; dy: TensorInfo }>): TensorInfo {
  const filterShape = attrs.filterShape as Four;
  const dw = backend.makeOutput(filterShape, 'float32');
  const values = backend.typedArrayFromHeap(x);
  const cotangent = backend.typedArrayFromHeap(dy);
  const [, , channels, multiplier] = filterShape;
  const sums = new Float64Array(filterShape.reduce((product, size) => product * size, 1));
  forEachTap(x.shape as Four, filterShape, attrs, (from, y, tap) => {
    for (let c = 0; c < channels; c++) {
      const value = values[from++];
      for (let m = 0; m < multiplier; m++) sums[tap++] += value * cotangent[y++];
    }
  });
  backend.typedArrayFromHeap(dw).set(sums);
  return dw;
}

/**
 * Visits every pair of an input pixel and a filter tap, with the places at which the c entries of the pixel, the c m
 * entries of the output and the c m entries of the tap begin.
 */
function forEachTap(
  inputShape: Four,
  filterShape: Four,
  { strides, pad, dimRoundingMode }: Record<string, unknown>,
  visit: (x: number, dy: number, tap: number) => void,
): void {
  const info = backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides as [number, number],
    1, // dilated filters come here spread out
    pad as 'same',
    dimRoundingMode as 'floor',
    true,
  );
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  for (let n = 0, dy = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * info.strideHeight - padInfo.top;
      for (let ox = 0; ox < outWidth; ox++, dy += outChannels) {
        const left = ox * info.strideWidth - padInfo.left;
        for (let ky = Math.max(0, -top); ky < Math.min(info.filterHeight, inHeight - top); ky++) {
          for (let kx = Math.max(0, -left); kx < Math.min(info.filterWidth, inWidth - left); kx++) {
            const pixel = (n * inHeight + top + ky) * inWidth + left + kx;
            visit(pixel * inChannels, dy, (ky * info.filterWidth + kx) * outChannels);
          }
        }
      }
    }
  }
}
