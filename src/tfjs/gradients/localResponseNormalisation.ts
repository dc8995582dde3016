import {
  add,
  matMul,
  mul,
  pow,
  reshape,
  square,
  sub,
  type Tensor,
  type Tensor2D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { gradientOf } from './gradientOf.js';

/**
 * The gradient of local response normalisation as operations, which can be differentiated again. In TensorFlow.js
 * 4.22.0 it is a kernel without a gradient. With y = x s^-beta and s = bias + alpha (sum of x^2 over the channels
 * within depthRadius), and the second sum over the same channels,
 *
 * dx = dy s^-beta - 2 alpha beta x (sum of dy x s^(-beta - 1))
 */
export const localResponseNormalisationGradient = gradientOf<{
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}>('LRN', { inputsToSave: ['x'] }, (dy, [x], { depthRadius, bias, alpha, beta }) => ({
  x: () => {
    const channels = x.shape[x.rank - 1];
    const near = Float32Array.from({ length: channels ** 2 }, (_, at) =>
      Math.abs((at % channels) - Math.floor(at / channels)) <= depthRadius ? 1 : 0,
    );
    const band = tensor2d(near, [channels, channels]);
    const summed = (tensor: Tensor) => reshape(matMul(reshape(tensor, [-1, channels]) as Tensor2D, band), x.shape);
    const s = add(mul(summed(square(x)), alpha), bias);
    const spread = mul(mul(x, 2 * alpha * beta), summed(mul(mul(dy, x), pow(s, -beta - 1))));
    return sub(mul(dy, pow(s, -beta)), spread);
  },
}));
