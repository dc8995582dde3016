import {
  cast,
  div,
  equal,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  lessEqual,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  util,
} from '@tensorflow/tfjs-core';
import { gradientOf, reduceTo } from './gradientOf.js';

/**
 * Gradients of maxima. TensorFlow.js 4.22 gives every entry that is equal to the maximum the whole cotangent: where overlapping
 * windows of a max pooling bring one pixel several times before a global maximum, its gradient counts several times.
 *
 * Here the entries that tie in `max` and `min` share the cotangent evenly, as in TensorFlow and JAX; of two equal tensors the first takes it all,
 * and in a pooling window the first entry, as in TensorFlow. Shares that add up to one are the derivative wherever there is one: where it
 * exists, all of the tied entries have it. At a kink they are one of its generalised derivatives.
 *
 * `maximum`, `minimum` and `squaredDifference` of TensorFlow.js also forget to sum over broadcast axes.
 */
export const MAXIMUM_GRADIENTS: readonly GradConfig[] = [
  gradientOf<Reduction>('Max', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [x, y], { reductionIndices }) => ({
    x: () => shared(dy, x, y, reductionIndices),
  })),
  gradientOf<Reduction>('Min', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [x, y], { axis }) => ({
    x: () => shared(dy, x, y, axis),
  })),
  gradientOf('Maximum', { inputsToSave: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => reduceTo(mul(dy, cast(greaterEqual(a, b), 'float32')), a.shape),
    b: () => reduceTo(mul(dy, cast(less(a, b), 'float32')), b.shape),
  })),
  gradientOf('Minimum', { inputsToSave: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => reduceTo(mul(dy, cast(lessEqual(a, b), 'float32')), a.shape),
    b: () => reduceTo(mul(dy, cast(greater(a, b), 'float32')), b.shape),
  })),
  gradientOf('SquaredDifference', { inputsToSave: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => reduceTo(mul(dy, mul(sub(a, b), 2)), a.shape),
    b: () => reduceTo(mul(dy, mul(sub(b, a), 2)), b.shape),
  })),
];

interface Reduction {
  reductionIndices: number | number[];
  axis: number | number[];
}

/** dy, divided by the number of entries of x that are equal to y, at each of them. */
function shared(dy: Tensor, x: Tensor, y: Tensor, axis: number | number[]): Tensor {
  const axes = util.parseAxisParam(axis, x.shape);
  const kept = x.shape.map((size, at) => (axes.includes(at) ? 1 : size));
  const tied = cast(equal(x, reshape(y, kept)), 'float32');
  return mul(div(reshape(dy, kept), sum(tied, axes, true)), tied);
}
