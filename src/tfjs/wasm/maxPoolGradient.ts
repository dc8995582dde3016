import type { TensorInfo } from '@tensorflow/tfjs-core';
import { forEachWindow } from './poolWindows.js';
import type { KernelArguments } from './wasmBackend.js';

/**
 * The gradient of max pooling in its input: each dy goes to the first largest entry of its window, and adds up where
 * windows overlap. The kernel of TensorFlow.js (4.22.0) is slow, and wrong where a maximum is not above 0: it begins
 * its search at 0, and gives the gradient of such a window to the first entry of the whole input. Null for what is not
 * float32.
 *
 * dy [n, oh, ow, c], input [n, h, w, c] -> dx [n, h, w, c]
 */
export function maxPoolGradient({
  inputs: { dy, input },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; input: TensorInfo }>): TensorInfo | null {
  if (input.dtype !== 'float32') return null;
  const shape = input.shape as [number, number, number, number];
  const [, , width, channels] = shape;
  const dx = backend.makeOutput(shape, 'float32');
  const gradient = backend.typedArrayFromHeap(dx).fill(0); // made first: it may move the heap
  const values = backend.typedArrayFromHeap(input);
  const cotangent = backend.typedArrayFromHeap(dy);
  forEachWindow(shape, attrs, ({ top, bottom, left, right }, image, output) => {
    for (let c = 0; c < channels; c++) {
      let largest = (image + top * width + left) * channels + c;
      for (let row = top; row < bottom; row++) {
        let at = (image + row * width + left) * channels + c;
        for (let column = left; column < right; column++, at += channels) {
          if (values[at] > values[largest]) largest = at;
        }
      }
      gradient[largest] += cotangent[output + c];
    }
  });
  return dx;
}
