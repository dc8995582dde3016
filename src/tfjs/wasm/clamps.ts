import {
  add,
  elu,
  leakyRelu,
  matMul,
  maximum,
  minimum,
  prelu,
  relu,
  relu6,
  scalar,
  sigmoid,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { type KernelCall, preferKernel } from '../kernels/preferKernel.js';
import { toTensor } from '../kernels/toTensor.js';

/*
 * The library below the WebAssembly backend (4.22.0) clamps by comparisons that turn NaN into the lower bound. ReLU6,
 * clipping, and a ReLU that is fused with a convolution or a product make zeros of a network of NaN. A maximum and a
 * minimum of two tensors, and ReLU by itself, keep a NaN that comes first, so they take the place of those.
 */

const clampTo6 = ({ inputs: { x } }: KernelCall) => (x.dtype === 'float32' ? tidy(() => minimum(relu(x), 6)) : null);

/** Clipping. The kernel of TensorFlow.js also takes the bits of float bounds for whole numbers. */
const clip = ({ inputs: { x }, attrs }: KernelCall) => {
  const { clipValueMin: least, clipValueMax: most } = attrs as Record<string, number>;
  const [low, high] = x.dtype === 'int32' ? [Math.ceil(least), Math.floor(most)] : [least, most];
  return tidy(() => minimum(maximum(x, scalar(low, x.dtype)), scalar(high, x.dtype)));
};

/** A convolution, and then its activation. */
const clampAfter = ({ attrs, stock }: KernelCall) => {
  const clamp = { relu, relu6 }[attrs.activation as string];
  return clamp ? tidy(() => clamp(toTensor(stock(undefined, { ...attrs, activation: 'linear' })))) : null;
};

/**
 * A product with its bias and activation. With a transposed factor, or in batches, the kernel of TensorFlow.js adds the
 * bias once for every 48 entries of the inner axis and clamps each time, and takes the last bias for all rows but the
 * first. There the three are computed one after the other.
 */
const product = (call: KernelCall) => {
  const { a, b, bias, preluActivationWeights: slopes } = call.inputs;
  const { transposeA, transposeB, activation, leakyreluAlpha } = call.attrs as Record<string, never>;
  const isPlain =
    !transposeA &&
    !transposeB &&
    a.shape
      .slice(0, -2)
      .concat(b.shape.slice(0, -2))
      .every((n) => n === 1);
  if (isPlain) return clampAfter(call);
  const activations: Record<string, (x: Tensor) => Tensor> = {
    linear: (x) => x,
    relu,
    relu6,
    elu,
    sigmoid,
    leakyrelu: (x) => leakyRelu(x, leakyreluAlpha),
    prelu: (x) => prelu(x, slopes),
  };
  return tidy(() => {
    const y = matMul(a, b, transposeA, transposeB);
    return activations[activation ?? 'linear'](bias ? add(y, bias) : y);
  });
};

/** Puts kernels that keep NaN in place of those that lose it, and a right fused product, on WebAssembly. */
export function registerClamps(): void {
  preferKernel('wasm', 'Relu6', clampTo6);
  preferKernel('wasm', 'ClipByValue', clip);
  preferKernel('wasm', 'FusedConv2D', clampAfter);
  preferKernel('wasm', 'FusedDepthwiseConv2D', clampAfter);
  preferKernel('wasm', '_FusedMatMul', product);
}
