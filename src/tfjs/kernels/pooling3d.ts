import { engine, type NamedAttrMap, type NamedTensorMap, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { PreferredKernel } from './preferKernel.js';
import { axisOf, type Five, sides, triple } from './volumes.js';

/*
 * Pooling of volumes is pooling of each frame, and then pooling along the depth: the largest of the largest values, the
 * mean of means. The latter holds at a border too, where a window is cut to the box that lies inside. The gradient goes
 * back the same way, and the 2-D kernels do both. WebAssembly's own 3-D maximum (4.22.0) begins at 1e-38 and misses
 * every negative value, and so does its gradient. The gradient of the mean divides by the whole window at a border on
 * every backend but tfjs-node.
 */

const run = (kernel: string, inputs: NamedTensorMap, attrs: object): Tensor =>
  engine().runKernel(kernel, inputs, attrs as NamedAttrMap);

/** The attributes of the two poolings of x [n, d, h, w, c], and the shapes of what they take. */
function twoPoolings(shape: Five, attrs: Record<string, unknown>) {
  const [taps, strides] = [triple(attrs.filterSize), triple(attrs.strides)];
  const [depth, height, width] = [0, 1, 2].map((i) => axisOf(shape[i + 1], taps[i], strides[i], attrs.pad));
  const still = { inputs: 1, outputs: 1, stride: 1, taps: 1, before: 0, after: 0 };
  const [n, d, h, w, c] = shape;
  const { outputs: oh } = height;
  const { outputs: ow } = width;
  return {
    frames: [n * d, h, w, c],
    ofFrames: { filterSize: [taps[1], taps[2]], strides: [strides[1], strides[2]], pad: sides(height, width) },
    columns: [n, d, oh * ow, c],
    ofColumns: { filterSize: [taps[0], 1], strides: [strides[0], 1], pad: sides(depth, still) },
    output: [n, depth.outputs, oh, ow, c],
  };
}

/**
 * Whether the kernel of TensorFlow.js does the work: for a size that is rounded otherwise than down, a window that sees
 * padding alone, and one that is larger than the input.
 */
const isLeft = (shape: number[], { pad, dimRoundingMode, filterSize }: Record<string, unknown>) =>
  typeof pad === 'number'
    ? dimRoundingMode === 'ceil' || dimRoundingMode === 'round' || triple(filterSize).some((taps) => taps <= pad)
    : pad === 'valid' && triple(filterSize).some((taps, i) => taps > shape[i + 1]);

/** x [n, d, h, w, c] -> [n, od, oh, ow, c], by the 2-D kernel of that name. */
const pooling =
  (kernel: string): PreferredKernel =>
  ({ inputs: { x }, attrs }) => {
    if (isLeft(x.shape, attrs)) return null;
    const { frames, ofFrames, columns, ofColumns, output } = twoPoolings(x.shape as Five, attrs);
    return tidy(() => {
      const inside = run(kernel, { x: reshape(x, frames) }, ofFrames);
      return reshape(run(kernel, { x: reshape(inside, columns) }, ofColumns), output);
    });
  };

/** dy [n, od, oh, ow, c], input [n, d, h, w, c] -> dx [n, d, h, w, c], by the 2-D kernels of these names. */
const poolingGradient =
  (forward: string, backward: string): PreferredKernel =>
  ({ inputs: { dy, input }, attrs }) => {
    if (isLeft(input.shape, attrs)) return null;
    const { frames, ofFrames, columns, ofColumns } = twoPoolings(input.shape as Five, attrs);
    return tidy(() => {
      const whole = reshape(input, frames);
      const inside = run(forward, { x: whole }, ofFrames); // [n d, oh, ow, c]
      const column = reshape(inside, columns);
      const outside = run(forward, { x: column }, ofColumns); // [n, od, oh ow, c]
      const back = run(backward, { dy: reshape(dy, outside.shape), input: column, output: outside }, ofColumns);
      const dx = run(backward, { dy: reshape(back, inside.shape), input: whole, output: inside }, ofFrames);
      return reshape(dx, input.shape);
    });
  };

export const maxPooling3d = pooling('MaxPool');
export const averagePooling3d = pooling('AvgPool');
export const maxPooling3dGradient = poolingGradient('MaxPool', 'MaxPoolGrad');
export const averagePooling3dGradient = poolingGradient('AvgPool', 'AvgPoolGrad');
