import * as tf from '@tensorflow/tfjs-core';

/** An operation that embeddings and their training use, with the shapes of its inputs. */
export interface Operation {
  name: string;
  shapes: number[][];
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Differentiable twice in its first input. */
  twice?: boolean;
}

const image = [2, 7, 6, 3];
const four = (x: tf.Tensor) => x as tf.Tensor4D;
const convolution =
  (stride: number, pad: 'same' | 'valid', dilation = 1) =>
  (x: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(four(x), four(w), stride, pad, 'NHWC', dilation);

export const operations: Operation[] = [
  { name: 'conv2d 3x3', shapes: [image, [3, 3, 3, 4]], f: convolution(1, 'same'), twice: true },
  { name: 'conv2d 1x1, stride 2', shapes: [image, [1, 1, 3, 4]], f: convolution(2, 'same'), twice: true },
  { name: 'conv2d 2x3, stride 3', shapes: [image, [2, 3, 3, 4]], f: convolution(3, 'same') },
  { name: 'conv2d 3x2, valid', shapes: [image, [3, 2, 3, 4]], f: convolution(2, 'valid') },
  { name: 'conv2d 3x3, a rest left over', shapes: [image, [3, 3, 3, 4]], f: convolution(2, 'valid') },
  { name: 'conv2d, dilated', shapes: [image, [3, 3, 3, 4]], f: convolution(1, 'same', 2) },
  {
    name: 'fused conv2d with bias',
    shapes: [image, [3, 3, 3, 4], [4]],
    f: (x, w, b) => tf.fused.conv2d({ x: four(x), filter: four(w), strides: 2, pad: 'same', bias: b }),
  },
  {
    name: 'depthwise conv2d',
    shapes: [image, [3, 3, 3, 2]],
    f: (x, w) => tf.depthwiseConv2d(four(x), four(w), 2, 'same'),
  },
  {
    name: 'batch norm',
    shapes: [image, [3], [3], [3]],
    f: (x, mean, offset, scale) =>
      tf.batchNorm(x, mean as tf.Tensor1D, tf.tensor1d([0.5, 1, 2]), offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3),
    twice: true,
  },
  { name: 'max pooling', shapes: [image], f: (x) => tf.maxPool(four(x), 2, 2, 'same') },
  { name: 'max pooling, overlapping', shapes: [image], f: (x) => tf.maxPool(four(x), 3, 2, 'same') },
  { name: 'average pooling', shapes: [image], f: (x) => tf.avgPool(four(x), 2, 2, 'valid') },
  {
    name: 'matMul',
    shapes: [
      [5, 4],
      [4, 3],
    ],
    f: (x, w) => tf.matMul(x, w),
    twice: true,
  },
  { name: 'tanh', shapes: [[5, 4]], f: (x) => tf.tanh(x), twice: true },
  { name: 'relu', shapes: [[5, 4]], f: (x) => tf.mul(tf.relu(x), x), twice: true },
  { name: 'sigmoid', shapes: [[5, 4]], f: (x) => tf.sigmoid(x), twice: true },
  { name: 'softmax', shapes: [[5, 4]], f: (x) => tf.logSoftmax(x) },
  { name: 'moments', shapes: [image], f: (x) => tf.moments(x, [0, 1, 2]).variance, twice: true },
  { name: 'mean', shapes: [image], f: (x) => tf.mean(x, [1, 2]), twice: true },
];
