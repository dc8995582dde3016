import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { type KernelArguments, runKernel } from './wasmBackend.js';

/**
 * The gradient of a 2-D convolution in its filter, for which WebAssembly (4.22.0) has no kernel. It is a convolution
 * that sums over the batch: the input with examples as channels, [c, h, w, n], with dy as the filter, [oh, ow, n, f],
 * dilated by the strides. Channels come last, as in the operation itself.
 *
 * x [n, h, w, c], dy [n, oh, ow, f] -> dw [kh, kw, c, f]
 */
export function conv2dBackpropFilter({
  inputs: { x, dy },
  backend,
  attrs,
}: KernelArguments<{ x: TensorInfo; dy: TensorInfo }>): TensorInfo {
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    attrs.filterShape as [number, number, number, number],
    attrs.strides as [number, number],
    1,
    attrs.pad as 'same',
    attrs.dimRoundingMode as 'floor',
  );
  const { filterHeight, filterWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  const examplesLast = runKernel('Transpose', backend, { x }, { perm: [3, 1, 2, 0] }); // [c, h, w, n]
  const cotangents = runKernel('Transpose', backend, { x: dy }, { perm: [1, 2, 0, 3] }); // [oh, ow, n, f]
  // Bottom and right padding such that exactly the filter comes out. Pixels that the strides leave over are cut.
  const bottom = filterHeight + (outHeight - 1) * strideHeight - info.inHeight - padInfo.top;
  const right = filterWidth + (outWidth - 1) * strideWidth - info.inWidth - padInfo.left;
  const cut = bottom < 0 || right < 0;
  const used = cut
    ? runKernel(
        'Slice',
        backend,
        { x: examplesLast },
        {
          begin: [0, 0, 0, 0],
          size: [x.shape[3], info.inHeight + Math.min(0, bottom), info.inWidth + Math.min(0, right), x.shape[0]],
        },
      )
    : examplesLast;
  const gradient = runKernel(
    'Conv2D',
    backend,
    { x: used, filter: cotangents },
    {
      strides: [1, 1],
      dilations: [strideHeight, strideWidth],
      dataFormat: 'NHWC',
      pad: [
        [0, 0],
        [padInfo.top, Math.max(0, bottom)],
        [padInfo.left, Math.max(0, right)],
        [0, 0],
      ],
    },
  ); // [c, kh, kw, f]
  const filterGradient = runKernel('Transpose', backend, { x: gradient }, { perm: [1, 2, 0, 3] });
  for (const { dataId } of new Set([examplesLast, cotangents, used, gradient])) backend.disposeData(dataId);
  return filterGradient;
}
