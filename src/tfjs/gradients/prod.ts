import { cumprod, mul, reshape, transpose, util } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of prod: the product of the factors before each and of those behind it, so that a factor of 0 needs no
 * division. That of TensorFlow.js 4.22.0 calls methods that exist only where chained operations are imported
 * (`public_api/chained_ops/register_all_chained_ops`), and fails along a negative axis.
 */
export const prodGradient = gradientOf<{ axis: number | number[] | null }>(
  'Prod',
  { inputsToSave: ['x'] },
  (dy, [x], { axis }) => ({
    x: () => {
      const axes = util.parseAxisParam(axis as number[], x.shape);
      const kept = [...x.shape.keys()].filter((at) => !axes.includes(at));
      const order = [...kept, ...axes]; // the factors of each product last
      const moved = transpose(x, order);
      const factors = reshape(moved, [util.sizeFromShape(kept.map((at) => x.shape[at])), -1]); // [products, factors]
      const others = mul(cumprod(factors, 1, true, false), cumprod(factors, 1, true, true));
      const back = order.map((_, at) => order.indexOf(at));
      return transpose(reshape(mul(reshape(dy, [-1, 1]), others), moved.shape), back);
    },
  }),
);
