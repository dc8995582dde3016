import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { type KernelArguments, reshaped, runKernel, type WasmBackend } from './wasmBackend.js';

/**
 * The gradient of a 2-D convolution in its input, as a convolution on the backend's own fast kernel: dy, with zeros
 * inserted for the strides, under the filter turned by 180 degrees with its channels swapped. The kernel of
 * TensorFlow.js (4.22.0) is right but slow. Null, which leaves the work to it, for channels before pixels, and where dy
 * is not what this convolution makes of inputs of that shape, as a transposed convolution may ask.
 *
 * dy [n, oh, ow, f], filter [kh, kw, c, f] -> dx [n, h, w, c]
 */
export function conv2dBackpropInput({
  inputs: { dy, filter },
  backend,
  attrs,
}: KernelArguments<{ dy: TensorInfo; filter: TensorInfo }>): TensorInfo | null {
  if (attrs.dataFormat === 'NCHW') return null;
  const info = backend_util.computeConv2DInfo(
    attrs.inputShape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    attrs.strides as [number, number],
    1,
    attrs.pad as 'same',
    attrs.dimRoundingMode as 'floor',
  );
  const { filterHeight, filterWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  if (dy.shape[1] !== outHeight || dy.shape[2] !== outWidth) return null;
  // The stride-1 convolution that undoes this one has output size = spread dy + padding - filter + 1 = input size.
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const bottom = info.inHeight + filterHeight - 2 - (outHeight - 1) * strideHeight - top;
  const right = info.inWidth + filterWidth - 2 - (outWidth - 1) * strideWidth - left;
  if (Math.min(top, left, bottom, right) < 0) return null; // padding wider than the filter: not a convolution of dy
  const spread = strideHeight === 1 && strideWidth === 1 ? dy : spreadOut(dy, strideHeight, strideWidth, backend);
  const turned = turnFilter(filter, backend);
  const dx = runKernel(
    'Conv2D',
    backend,
    { x: spread, filter: turned },
    {
      strides: [1, 1],
      dilations: [1, 1],
      dataFormat: 'NHWC',
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
    },
  );
  backend.disposeData(turned.dataId);
  if (spread !== dy) backend.disposeData(spread.dataId);
  return dx;
}

/**
 * filter [kh, kw, c, f] -> [kh, kw, f, c], with both spatial axes reversed: whole blocks [c, f] move, and then one
 * transpose follows.
 */
function turnFilter(filter: TensorInfo, backend: WasmBackend): TensorInfo {
  const [height, width, c, f] = filter.shape;
  const taps = height * width;
  const reversed = backend.makeOutput([taps, c, f], 'float32');
  const target = backend.typedArrayFromHeap(reversed);
  const source = backend.typedArrayFromHeap(filter);
  const block = c * f;
  for (let k = 0; k < taps; k++) {
    target.set(source.subarray(k * block, (k + 1) * block), (taps - 1 - k) * block);
  }
  const turned = runKernel('Transpose', backend, { x: reversed }, { perm: [0, 2, 1] });
  backend.disposeData(reversed.dataId);
  return reshaped(turned, [height, width, f, c]);
}

/** dy [n, oh, ow, f] -> [n, (oh - 1) s + 1, (ow - 1) s + 1, f], with zeros between the old entries. */
function spreadOut(dy: TensorInfo, strideHeight: number, strideWidth: number, backend: WasmBackend): TensorInfo {
  const [n, height, width, f] = dy.shape;
  const [tall, wide] = [(height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1];
  const spread = backend.makeOutput([n, tall, wide, f], 'float32');
  const target = backend.typedArrayFromHeap(spread).fill(0);
  const source = backend.typedArrayFromHeap(dy);
  let from = 0;
  for (let i = 0; i < n; i++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = ((i * tall + y * strideHeight) * wide + x * strideWidth) * f;
        for (let k = 0; k < f; k++) target[to + k] = source[from++];
      }
    }
  }
  return spread;
}
