import { avgPool, type Tensor, type Tensor4D, tensor2d, zerosLike } from '@tensorflow/tfjs-core';
import { alongAxis } from './alongAxis.js';
import { gradientOf } from './gradientOf.js';
import { axesOf, type Pooling, type PoolingAxis, reachBeyond } from './poolingAxes.js';
import { runKernel } from './runKernel.js';

/**
 * The gradient of average pooling over a padded border. There the forward pass divides by what of a window lies inside,
 * and the gradient of TensorFlow.js 4.22.0 by the whole window, on cpu and webgl. Here the gradient is taken axis by
 * axis, a matrix each, since the window inside is a box.
 */
export const averagePoolingGradient = gradientOf<Pooling>('AvgPool', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({
  x: () =>
    axesOf(x, attrs).some(isPadded) ? averaged(dy, x, attrs) : runKernel('AvgPoolGrad', { dy, input: x }, attrs),
}));

/** The same of volumes. */
export const averagePooling3dGradient = gradientOf<Pooling>('AvgPool3D', { inputsToSave: ['x'] }, (dy, [x], attrs) => ({
  x: () => averaged(dy, x, attrs),
}));

/**
 * The second derivative of average pooling, which TensorFlow.js 4.22.0 lacks. The gradient is linear in dy, so its
 * derivative is the adjoint: the pooling itself.
 */
export const averagePoolingGradientGradient = gradientOf<Pooling>(
  'AvgPoolGrad',
  { inputsToSave: ['input'] },
  (ddx, [input], { filterSize, strides, pad }) => ({
    dy: () => avgPool(ddx as Tensor4D, filterSize as number, strides as number, pad),
    input: () => zerosLike(input),
  }),
);

const isPadded = (along: PoolingAxis) => along.before > 0 || reachBeyond(along) > 0;

/** dy [n, ...outputs, c] -> dx [n, ...sizes, c]: each dy spreads evenly over what of its window lies inside. */
function averaged(dy: Tensor, x: Tensor, attrs: Pooling): Tensor {
  return axesOf(x, attrs).reduce((tensor, { size, outputs, window, stride, before }, i) => {
    const weights = new Float32Array(outputs * size);
    for (let o = 0; o < outputs; o++) {
      const start = Math.max(0, o * stride - before);
      const end = Math.min(size, o * stride - before + window);
      weights.fill(1 / (end - start), o * size + start, o * size + Math.max(start, end));
    }
    return alongAxis(tensor, i + 1, tensor2d(weights, [outputs, size]));
  }, dy);
}
