import {
  add,
  cast,
  equal,
  type GradConfig,
  gatherND,
  matMul,
  mul,
  oneHot,
  ones,
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
 * Gradients of picking entries by index, each of which adds what was picked to its place. In TensorFlow.js 4.22 that of gather needs a kernel
 * that WebAssembly lacks (UnsortedSegmentSum) and takes `batchDims` of 2 and more for 0; gatherND, scatterND and topk have none.
 */
export const GATHER_GRADIENTS: readonly GradConfig[] = [
  gradientOf<Gathering>('GatherV2', { inputsToSave: ['x', 'indices'] }, (dy, [x, indices], attrs) => ({
    x: () => scatterAlong(dy, indices, x.shape, attrs),
    indices: () => zeros(indices.shape),
  })),
  gradientOf('GatherNd', { inputsToSave: ['params', 'indices'] }, (dy, [params, indices]) => ({
    params: () => scatterND(indices, dy, params.shape),
    indices: () => zeros(indices.shape),
  })),
  gradientOf('ScatterNd', { inputsToSave: ['indices'] }, (dy, [indices]) => ({
    updates: () => gatherND(dy, indices),
    indices: () => zeros(indices.shape),
  })),
  gradientOf('TensorScatterUpdate', { inputsToSave: ['indices', 'updates'] }, (dy, [indices, updates]) => ({
    tensor: () => mul(dy, cast(equal(scatterND(indices, ones(updates.shape), dy.shape), 0), 'float32')),
    updates: () => gatherND(dy, indices),
    indices: () => zeros(indices.shape),
  })),
  {
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dys, [x, indices]) => ({
      x: () => {
        const [k, size] = [indices.shape[indices.rank - 1], x.shape[x.rank - 1]];
        const places = cast(oneHot(reshape(indices, [-1, k]), size), 'float32'); // float32 at once is wrong on wasm
        return reshape(matMul(reshape((dys as Tensor[])[0], [-1, 1, k]), places), x.shape);
      },
    }),
  },
];

interface Gathering {
  axis: number;
  batchDims: number;
}

/** dy of gather -> dx [batch..., outer..., size, inner...], entry by entry added to where it came from. */
function scatterAlong(dy: Tensor, indices: Tensor, shape: number[], { axis, batchDims }: Gathering): Tensor {
  const [at] = util.parseAxisParam(axis, shape);
  const count = (from: number, to?: number) => util.sizeFromShape(shape.slice(from, to));
  const [batch, outer, size, inner] = [count(0, batchDims), count(batchDims, at), shape[at], count(at + 1)];
  if (dy.size === 0) return zeros(shape);
  const picked = indices.size / batch;
  const first = mul(range(0, batch, 1, 'int32'), scalar(size, 'int32')); // of each batch
  const places = reshape(add(reshape(indices, [batch, picked]), reshape(first, [batch, 1])), [-1, 1]);
  const values = transpose(reshape(dy, [batch, outer, picked, inner]), [0, 2, 1, 3]);
  const sums = scatterND(places, reshape(values, [batch * picked, outer * inner]), [batch * size, outer * inner]);
  return reshape(transpose(reshape(sums, [batch, size, outer, inner]), [0, 2, 1, 3]), shape);
}
