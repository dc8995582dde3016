import { reshape, transpose } from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/** The gradient of depthToSpace, which TensorFlow.js 4.22.0 lacks: it moves the blocks back. */
export const depthToSpaceGradient = gradientOf<{ blockSize: number; dataFormat: string }>(
  'DepthToSpace',
  { inputsToSave: ['x'] },
  (dy, [x], { blockSize: b, dataFormat }) => ({
    x: () => {
      if (dataFormat === 'NCHW') {
        const [n, c, h, w] = x.shape;
        const blocks = reshape(dy, [n, c / (b * b), h, b, w, b]);
        return reshape(transpose(blocks, [0, 3, 5, 1, 2, 4]), x.shape);
      }
      const [n, h, w, c] = x.shape;
      const blocks = reshape(dy, [n, h, b, w, b, c / (b * b)]);
      return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), x.shape);
    },
  }),
);
