import {
  concat,
  cumprod,
  cumsum,
  eye,
  type GradConfig,
  mul,
  reshape,
  reverse,
  stack,
  sum,
  transpose,
  util,
} from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * Gradients that TensorFlow.js 4.22 lacks or gets wrong, of operations that move entries about: depthToSpace, flipLeftRight and diag have
 * none; that of cumsum along an axis which is not the last comes transposed; that of tile ends at rank 4, those of a split
 * or unstack into one piece and of prod without chained operations or along a negative axis fail.
 */
export const REARRANGING_GRADIENTS: readonly GradConfig[] = [
  gradientOf<{ blockSize: number; dataFormat: string }>('DepthToSpace', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({
    x: () => {
      const b = attrs.blockSize;
      if (attrs.dataFormat === 'NCHW') {
        const [n, c, h, w] = x.shape;
        const blocks = reshape(dy, [n, c / (b * b), h, b, w, b]);
        return reshape(transpose(blocks, [0, 3, 5, 1, 2, 4]), x.shape);
      }
      const [n, h, w, c] = x.shape;
      const blocks = reshape(dy, [n, h, b, w, b, c / (b * b)]);
      return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), x.shape);
    },
  })),
  gradientOf('FlipLeftRight', {}, (dy) => ({ image: () => reverse(dy, 2) })),
  gradientOf('Diag', { inputsToSave: ['x'] }, (dy, [x]) => ({
    x: () => reshape(sum(mul(reshape(dy, [x.size, x.size]), eye(x.size)), 1), x.shape),
  })),
  gradientOf<{ axis: number; exclusive: boolean; reverse: boolean }>('Cumsum', {}, (dy, _, attrs) => ({
    x: () => cumsum(dy, attrs.axis, attrs.exclusive, !attrs.reverse),
  })),
  gradientOf<{ reps: number[] }>('Tile', { inputsToSave: ['x'] }, (dy, [x], { reps }) => ({
    x: () => {
      let total = dy;
      for (const [axis, times] of reps.entries()) {
        const inner = util.sizeFromShape(total.shape.slice(axis + 1)) * x.shape[axis];
        const shape = [...x.shape.slice(0, axis + 1), ...total.shape.slice(axis + 1)];
        if (times > 1) total = reshape(sum(reshape(total, [-1, times, inner]), 1), shape);
      }
      return total;
    },
  })),
  gradientOf<{ axis: number }>('SplitV', {}, (dys, _, { axis }) => ({ x: () => concat([dys].flat(), axis) })),
  gradientOf<{ axis: number }>('Unpack', {}, (dys, _, { axis }) => ({ value: () => stack([dys].flat(), axis) })),
  gradientOf<{ axis: number | number[] | null }>('Prod', { inputsToSave: ['x'] }, (dy, [x], { axis }) => ({
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
  })),
] satisfies readonly GradConfig[];
