import { add, type GradConfig, mul, neg, registerGradient, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { reduceTo } from './reduceTo.js';

/**
 * The gradient of batch norm by broadcasting. That of TensorFlow.js 4.22.0 is right but slow: it tiles every vector [c]
 * to the size of the input first, which takes longer than a convolution on WebAssembly. With y = (x - mean) s + offset
 * and s = scale / sqrt(variance + epsilon),
 *
 * dx = dy s    dmean = -sum dy s    dvariance = -1/2 sum dy (x - mean) s / (variance + epsilon) dscale = sum dy (x -
 * mean) / sqrt(variance + epsilon)    doffset = sum dy
 */
export const batchNormGradient: GradConfig = {
  kernelName: 'FusedBatchNorm',
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: (dy, saved, attrs) => {
    const [x, mean, variance, scale] = saved;
    const output = dy as Tensor; // [..., c]
    const inverse = () => rsqrt(add(variance, attrs.varianceEpsilon as number)); // [c]
    const slope = () => (scale ? mul(inverse(), scale) : inverse()); // [c]
    const total = (tensor: Tensor) => reduceTo(tensor, mean.shape); // [c]
    const centred = () => total(mul(output, sub(x, mean))); // [c]
    return {
      x: () => mul(output, slope()),
      mean: () => neg(mul(total(output), slope())),
      variance: () => mul(mul(centred(), slope()), mul(mul(inverse(), inverse()), -0.5)),
      scale: () => mul(centred(), inverse()),
      offset: () => total(output),
    };
  },
};

/** Puts it in place of the gradient of TensorFlow.js, on every backend. */
export function registerBatchNormGradient(): void {
  registerGradient(batchNormGradient);
}
