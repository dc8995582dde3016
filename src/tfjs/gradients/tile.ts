import { reshape, sum, util } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/** The gradient of tile, which sums over the copies, axis by axis. That of TensorFlow.js 4.22.0 ends at rank 4. */
export const tileGradient = gradientOf<{ reps: number[] }>('Tile', { inputsToSave: ['x'] }, (dy, [x], { reps }) => ({
  x: () => {
    let total = dy;
    for (const [axis, times] of reps.entries()) {
      const inner = util.sizeFromShape(total.shape.slice(axis + 1)) * x.shape[axis];
      const shape = [...x.shape.slice(0, axis + 1), ...total.shape.slice(axis + 1)];
      if (times > 1) total = reshape(sum(reshape(total, [-1, times, inner]), 1), shape);
    }
    return total;
  },
}));
