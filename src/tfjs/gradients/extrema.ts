import { cast, div, equal, mul, reshape, sum, type Tensor, util } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * Gradients of `max` and `min` that are right at ties. TensorFlow.js 4.22.0 gives the whole cotangent to every entry
 * that is equal to the maximum. Where overlapping windows of a max pooling bring one pixel several times before a
 * global maximum, its gradient then counts several times.
 *
 * Here the entries that tie share the cotangent evenly, as in TensorFlow and JAX. Shares that add up to one are the
 * derivative wherever there is one, because all of the tied entries then have it. At a kink they are one of the
 * generalised derivatives.
 */
export const maxGradient = gradientOf<{ reductionIndices: number | number[] }>(
  'Max',
  { inputsToSave: ['x'], outputsToSave: [true] },
  (dy, [x, y], { reductionIndices }) => ({ x: () => shared(dy, x, y, reductionIndices) }),
);

/** The same of `min`. */
export const minGradient = gradientOf<{ axis: number | number[] }>(
  'Min',
  { inputsToSave: ['x'], outputsToSave: [true] },
  (dy, [x, y], { axis }) => ({ x: () => shared(dy, x, y, axis) }),
);

/** dy, divided by the number of entries of x that are equal to y, at each of them. */
function shared(dy: Tensor, x: Tensor, y: Tensor, axis: number | number[]): Tensor {
  const axes = util.parseAxisParam(axis, x.shape);
  const kept = x.shape.map((size, at) => (axes.includes(at) ? 1 : size));
  const tied = cast(equal(x, reshape(y, kept)), 'float32');
  return mul(div(reshape(dy, kept), sum(tied, axes, true)), tied);
}
