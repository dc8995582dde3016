import {
  addN,
  conv2d,
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  reshape,
  slice,
  stack,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { KernelCall } from './preferKernel.js';
import { axisOf, type Five, framesOfTap, sides, spreadFrames, triple } from './volumes.js';

/*
 * A convolution of volumes is a sum of convolutions of images, one for each tap along the depth, and so are its
 * gradients. That is right wherever the 2-D kernels are right, and fast where they are fast. WebAssembly's own
 * gradients (4.22.0) leave out terms, and every kernel in JavaScript or WebAssembly begins in the wrong place where a
 * stride is wider than the filter and the padding is 'same'.
 */

const run = (kernel: string, inputs: NamedTensorMap, attrs: object): Tensor =>
  engine().runKernel(kernel, inputs, attrs as NamedAttrMap);

/** The windows along depth, height and width of x [n, d, h, w, c] under a filter [kd, kh, kw, c, f]. */
const axes = (x: number[], filter: number[], strides: number[], pad: unknown) =>
  [0, 1, 2].map((i) => axisOf(x[i + 1], filter[i], strides[i], pad));

/** The filter of one tap along the depth, [kh, kw, c, f]. */
const ofTap = (filter: Tensor, tap: number) => {
  const [, ...shape] = filter.shape as Five;
  return reshape(slice(filter, [tap, 0, 0, 0, 0], [1, ...shape]), shape) as Tensor4D;
};

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Whether 'same' padding would be negative in the shapes that the kernels of TensorFlow.js compute. */
const isPaddedWrongly = (filter: number[], strides: number[], pad: unknown) =>
  pad === 'same' && strides.some((stride, i) => stride > filter[i]);

/**
 * x [n, d, h, w, c], filter [kd, kh, kw, c, f] -> [n, od, oh, ow, f]. Null where the kernel of TensorFlow.js is right.
 */
export function convolution3d({ inputs: { x, filter }, attrs }: KernelCall): Tensor | null {
  const strides = triple(attrs.strides);
  if (!isPaddedWrongly(filter.shape, strides, attrs.pad)) return null;
  const [depth, height, width] = axes(x.shape, filter.shape, strides, attrs.pad);
  const features = filter.shape[4] as number;
  const around = sides(height, width) as [[0, 0], [number, number], [number, number], [0, 0]];
  return tidy(() => {
    const terms = range(depth.taps).map((tap) =>
      conv2d(framesOfTap(x, depth, tap) as Tensor4D, ofTap(filter, tap), [strides[1], strides[2]], around),
    );
    return reshape(addN(terms as Tensor[]), [x.shape[0], depth.outputs, height.outputs, width.outputs, features]);
  });
}

/** dy [n, od, oh, ow, f], filter [kd, kh, kw, c, f] -> dx [n, d, h, w, c]. */
export function convolution3dBackpropInput({ inputs: { dy, filter }, attrs }: KernelCall): Tensor {
  const strides = triple(attrs.strides);
  const shape = attrs.inputShape as Five;
  const [depth, height, width] = axes(shape, filter.shape, strides, attrs.pad);
  const [n, , h, w, c] = shape;
  const plain = {
    strides: [strides[1], strides[2]],
    pad: sides(height, width),
    dataFormat: 'NHWC',
    inputShape: [n * depth.outputs, h, w, c],
  };
  return tidy(() => {
    const frames = reshape(dy, [n * depth.outputs, ...dy.shape.slice(2)]);
    const ofTaps = range(depth.taps).map((tap) =>
      run('Conv2DBackpropInput', { dy: frames, filter: ofTap(filter, tap) }, plain),
    );
    return spreadFrames(ofTaps, depth);
  });
}

/** x [n, d, h, w, c], dy [n, od, oh, ow, f] -> dw [kd, kh, kw, c, f]. */
export function convolution3dBackpropFilter({ inputs: { x, dy }, attrs }: KernelCall): Tensor {
  const strides = triple(attrs.strides);
  const shape = attrs.filterShape as Five;
  const [depth, height, width] = axes(x.shape, shape, strides, attrs.pad);
  const plain = {
    strides: [strides[1], strides[2]],
    pad: sides(height, width),
    dataFormat: 'NHWC',
    filterShape: shape.slice(1),
  };
  return tidy(() => {
    const frames = reshape(dy, [x.shape[0] * depth.outputs, ...dy.shape.slice(2)]);
    return stack(
      range(depth.taps).map((tap) => run('Conv2DBackpropFilter', { x: framesOfTap(x, depth, tap), dy: frames }, plain)),
    );
  });
}
