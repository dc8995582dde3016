import { eye, mirrorPad, type Tensor2D } from '@tensorflow/tfjs-core';
import { alongAxis } from './alongAxis.js';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of mirrorPad. That of TensorFlow.js 4.22.0 leaves out the entries that were mirrored.
 *
 * Padding is a matrix for each axis, which the operation itself shows when it runs on a unit matrix. The gradient is
 * the transpose of that matrix.
 */
export const mirrorPadGradient = gradientOf<Mirroring>(
  'MirrorPad',
  { inputsToSave: ['x'] },
  (dy, [x], { paddings, mode }) => ({
    x: () =>
      paddings.reduce((tensor, [before, after], axis) => {
        if (before + after === 0) return tensor;
        const around: [number, number][] = [
          [before, after],
          [0, 0],
        ];
        return alongAxis(tensor, axis, mirrorPad(eye(x.shape[axis]), around, mode) as Tensor2D);
      }, dy),
  }),
);

interface Mirroring {
  paddings: [number, number][];
  mode: 'reflect' | 'symmetric';
}
