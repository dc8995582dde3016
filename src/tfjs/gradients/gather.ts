import {
  add,
  mul,
  range,
  reshape,
  scalar,
  scatterND,
  type Tensor,
  transpose,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of gather by scatterND, which adds what was picked to its place. The gradient of TensorFlow.js 4.22.0
 * needs a kernel that WebAssembly lacks (UnsortedSegmentSum), and takes a `batchDims` of 2 and more for 0.
 */
export const gatherGradient = gradientOf<Gathering>(
  'GatherV2',
  { inputsToSave: ['x', 'indices'] },
  (dy, [x, indices], attrs) => ({
    x: () => scatterAlong(dy, indices, x.shape, attrs),
    indices: () => zeros(indices.shape),
  }),
);

interface Gathering {
  axis: number;
  batchDims: number;
}

/** dy of gather -> dx [batch..., outer..., size, inner...], each entry added to the place that it came from. */
function scatterAlong(dy: Tensor, indices: Tensor, shape: number[], { axis, batchDims }: Gathering): Tensor {
  const [at] = util.parseAxisParam(axis, shape);
  const count = (from: number, to?: number) => util.sizeFromShape(shape.slice(from, to));
  const [batch, outer, size, inner] = [count(0, batchDims), count(batchDims, at), shape[at], count(at + 1)];
  if (dy.size === 0) return zeros(shape);
  const picked = indices.size / batch;
  const first = mul(range(0, batch, 1, 'int32'), scalar(size, 'int32')); // where each batch begins, [batch]
  const places = reshape(add(reshape(indices, [batch, picked]), reshape(first, [batch, 1])), [-1, 1]);
  const values = transpose(reshape(dy, [batch, outer, picked, inner]), [0, 2, 1, 3]);
  const sums = scatterND(places, reshape(values, [batch * picked, outer * inner]), [batch * size, outer * inner]);
  return reshape(transpose(reshape(sums, [batch, size, outer, inner]), [0, 2, 1, 3]), shape);
}
