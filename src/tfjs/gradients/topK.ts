import { cast, type GradConfig, matMul, oneHot, reshape, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The gradient of topk, which TensorFlow.js 4.22.0 lacks: the gradient of each value goes to the place that it came
 * from.
 */
export const topKGradient: GradConfig = {
  kernelName: 'TopK',
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dys, [x, indices]) => ({
    x: () => {
      const [k, size] = [indices.shape[indices.rank - 1], x.shape[x.rank - 1]];
      const places = cast(oneHot(reshape(indices, [-1, k]), size), 'float32'); // oneHot to float32 is wrong on wasm
      return reshape(matMul(reshape((dys as Tensor[])[0], [-1, 1, k]), places), x.shape);
    },
  }),
};
