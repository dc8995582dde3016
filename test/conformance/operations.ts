import * as tf from '@tensorflow/tfjs-core';
import type { Plain } from './plain.js';
import * as plain from './plain.js';

/** An operation that embeddings and their training use, with the shapes of its inputs. */
export interface Operation {
  name: string;
  shapes: number[][];
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** The same as plain loops over float64. */
  loops: (...inputs: Plain[]) => Plain;
  /** Differentiable twice in its first input. */
  twice?: boolean;
  /** A backend that refuses it, with an error. */
  refusedBy?: 'tensorflow';
}

const image = [2, 7, 6, 3];
const even = [2, 6, 4, 4];
const four = (x: tf.Tensor) => x as tf.Tensor4D;

function convolution(name: string, input: number[], filter: number[], window: Window, twice = false): Operation {
  const { stride = 1, pad = 'same', dilation = 1 } = window;
  const f = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(four(x), four(w), stride, pad, 'NHWC', dilation);
  return { name: `conv2d ${name}`, shapes: [input, filter], f, loops: plain.conv2d(window), twice };
}
type Window = { stride?: number; pad?: 'same' | 'valid'; dilation?: number };

function depthwise(name: string, input: number[], filter: number[], window: Window): Operation {
  const { stride = 1, pad = 'same', dilation = 1 } = window;
  const f = (x: tf.Tensor, w: tf.Tensor) => tf.depthwiseConv2d(four(x), four(w), stride, pad, 'NHWC', dilation);
  return { name: `depthwise conv2d ${name}`, shapes: [input, filter], f, loops: plain.depthwise(window) };
}

/** Every transpose; odd and even inner and outer sizes. */
function* products(): Generator<Operation> {
  for (const [m, k, n] of [
    [5, 4, 3],
    [4, 3, 6],
    [3, 7, 5],
  ]) {
    for (const a of [false, true]) {
      for (const b of [false, true]) {
        const shapes = [a ? [k, m] : [m, k], b ? [n, k] : [k, n]];
        const name = `matMul ${m} x ${k} x ${n}${a ? ', first transposed' : ''}${b ? ', second transposed' : ''}`;
        const f = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, a, b);
        yield { name, shapes, f, loops: plain.matMul(a, b), twice: !a && !b };
      }
    }
  }
}

const reductions: Operation[] = [
  [2, 3, 5, 3],
  [2, 4, 2, 4],
  [5, 3],
].flatMap((shape) =>
  [[0], [shape.length - 1], shape.map((_, axis) => axis).slice(0, -1), shape.map((_, axis) => axis)].flatMap((axes) => [
    {
      name: `sum of [${shape}] over ${axes}`,
      shapes: [shape],
      f: (x) => tf.sum(x, axes),
      loops: plain.reduce(axes, plain.total),
    },
    {
      name: `max of [${shape}] over ${axes}`,
      shapes: [shape],
      f: (x) => tf.max(x, axes),
      loops: plain.reduce(axes, plain.largest),
    },
  ]),
);

const spread = [0.5, 1, 2];

export const operations: Operation[] = [
  convolution('3x3', image, [3, 3, 3, 4], {}, true),
  convolution('3x3, odd filters', image, [3, 3, 3, 5], {}),
  convolution('3x3, even', even, [3, 3, 4, 4], {}),
  convolution('1x1', image, [1, 1, 3, 5], {}, true),
  convolution('1x1, stride 2', image, [1, 1, 3, 4], { stride: 2 }, true),
  convolution('2x3, stride 3', image, [2, 3, 3, 4], { stride: 3 }),
  convolution('3x2, valid', image, [3, 2, 3, 4], { stride: 2, pad: 'valid' }),
  convolution('3x3, a rest left over', image, [3, 3, 3, 4], { stride: 2, pad: 'valid' }),
  convolution('dilated', image, [3, 3, 3, 4], { dilation: 2 }),
  {
    name: 'fused conv2d with bias',
    shapes: [image, [3, 3, 3, 4], [4]],
    f: (x, w, b) => tf.fused.conv2d({ x: four(x), filter: four(w), strides: 2, pad: 'same', bias: b }),
    loops: (x, w, b) => plain.plus(plain.conv2d({ stride: 2 })(x, w), b),
  },
  {
    name: 'transposed conv2d',
    shapes: [
      [2, 4, 3, 3],
      [3, 3, 5, 3],
    ],
    f: (x, w) => tf.conv2dTranspose(four(x), four(w), [2, 8, 6, 5], 2, 'same'),
    loops: plain.transposedConvolution(2),
  },
  depthwise('3x3, two each, stride 2', image, [3, 3, 3, 2], { stride: 2 }),
  depthwise('3x3', image, [3, 3, 3, 1], {}),
  { ...depthwise('2x2, dilated, odd width', [2, 5, 7, 3], [2, 2, 3, 1], { dilation: 2 }), refusedBy: 'tensorflow' },
  {
    name: 'batch norm',
    shapes: [image, [3], [3], [3]],
    f: (x, mean, offset, scale) =>
      tf.batchNorm(x, mean as tf.Tensor1D, tf.tensor1d(spread), offset as tf.Tensor1D, scale as tf.Tensor1D, 1e-3),
    loops: (x, mean, offset, scale) => plain.batchNorm(x, mean, offset, scale, spread, 1e-3),
    twice: true,
  },
  {
    name: 'max pooling',
    shapes: [image],
    f: (x) => tf.maxPool(four(x), 2, 2, 'same'),
    loops: plain.pool(2, { stride: 2 }, plain.largest),
  },
  {
    name: 'max pooling, overlapping',
    shapes: [image],
    f: (x) => tf.maxPool(four(x), 3, 2, 'same'),
    loops: plain.pool(3, { stride: 2 }, plain.largest),
  },
  {
    name: 'average pooling',
    shapes: [image],
    f: (x) => tf.avgPool(four(x), 2, 2, 'valid'),
    loops: plain.pool(2, { stride: 2, pad: 'valid' }, plain.average),
  },
  ...products(),
  {
    name: 'matMul of batches',
    shapes: [
      [2, 5, 3],
      [2, 3, 3],
    ],
    f: (x, y) => tf.matMul(x, y),
    loops: plain.matMul(),
  },
  {
    name: 'fused matMul with bias and ReLU',
    shapes: [[5, 3], [3, 7], [7]],
    f: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
    loops: (a, b, bias) => plain.relu(plain.plus(plain.matMul()(a, b), bias)),
  },
  { name: 'tanh', shapes: [[5, 3]], f: (x) => tf.tanh(x), loops: plain.each(Math.tanh), twice: true },
  {
    name: 'relu',
    shapes: [[5, 3]],
    f: (x) => tf.mul(tf.relu(x), x),
    loops: plain.each((x) => Math.max(x, 0) * x),
    twice: true,
  },
  {
    name: 'sigmoid',
    shapes: [[5, 4]],
    f: (x) => tf.sigmoid(x),
    loops: plain.each((x) => 1 / (1 + Math.exp(-x))),
    twice: true,
  },
  {
    name: 'sum of twenty tensors',
    shapes: new Array(20).fill([3, 5]),
    f: (...terms) => tf.addN(terms),
    loops: (...terms) => plain.addN(terms),
  },
  { name: 'softmax', shapes: [[5, 3]], f: (x) => tf.logSoftmax(x), loops: plain.logSoftmax },
  {
    name: 'moments',
    shapes: [image],
    f: (x) => tf.moments(x, [0, 1, 2]).variance,
    loops: plain.reduce([0, 1, 2], plain.variance),
    twice: true,
  },
  {
    name: 'mean',
    shapes: [image],
    f: (x) => tf.mean(x, [1, 2]),
    loops: plain.reduce([1, 2], plain.average),
    twice: true,
  },
  ...reductions,
];
