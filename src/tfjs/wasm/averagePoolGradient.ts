import type { TensorInfo } from '@tensorflow/tfjs-core';
import { forEachWindow } from './poolWindows.js';
import type { KernelArguments } from './wasmBackend.js';

/**
 * The gradient of average pooling in its input: each dy spreads evenly over the entries of its window that lie inside
 * the input. The kernel of TensorFlow.js (4.22.0) divides by the whole window at the border too, where the forward pass
 * does not.
 *
 * dy [n, oh, ow, c], input [n, h, w, c] -> dx [n, h, w, c]
 */
export function averagePoolGradient({
  inputs: { dy, input },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; input: TensorInfo }>): TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const [, , width, channels] = shape;
  const dx = backend.makeOutput(shape, 'float32');
  const gradient = backend.typedArrayFromHeap(dx).fill(0); // made first: it may move the heap
  const cotangent = backend.typedArrayFromHeap(dy);
  forEachWindow(shape, attrs, ({ top, bottom, left, right }, image, output) => {
    const share = 1 / ((bottom - top) * (right - left));
    for (let row = top; row < bottom; row++) {
      let at = (image + row * width + left) * channels;
      for (let column = left; column < right; column++) {
        for (let c = 0; c < channels; c++) gradient[at++] += share * cotangent[output + c];
      }
    }
  });
  return dx;
}
