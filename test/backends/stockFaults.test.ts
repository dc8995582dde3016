/**
 * Faults of the kernels of TensorFlow.js 4.22 that src/tfjs repairs, on kernels as they come. A test that fails here says
 * that one of them is repaired upstream: take our repair away, and its line off docs/backends.md.
 */
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

const counting = (...shape: number[]) =>
  tf.reshape(
    tf.range(
      0,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
  );
const nan = () => tf.tensor1d([Number.NaN]);
const volume = () => tf.fill([1, 2, 2, 2, 1], -5) as tf.Tensor5D;

/** What is wrong, an operation, and what is right. */
type Fault = [string, () => tf.Tensor, number[]];

const both: Fault[] = [
  [
    'a product that broadcasts both batches',
    () => tf.matMul(counting(2, 3, 1, 2), counting(2, 1, 2, 1)),
    [1, 3, 5, 33, 43, 53],
  ],
  [
    'batch norm along the first axis',
    () =>
      tf.batchNorm(
        tf.ones([2, 3]) as tf.Tensor2D,
        tf.tensor2d([[1], [0]]),
        tf.ones([2, 1]) as tf.Tensor2D,
        undefined,
        undefined,
        0,
      ),
    [0, 0, 0, 1, 1, 1],
  ],
  [
    'a strided slice that drops an axis',
    () => tf.stridedSlice(counting(4, 5), [1, 1], [2, 4], [1, 2], 0, 0, 0, 0, 1),
    [6, 8],
  ],
  [
    'conv3d with a stride wider than its filter',
    () => tf.conv3d(counting(1, 1, 1, 5, 1) as tf.Tensor5D, tf.ones([1, 1, 1, 1, 1]), [1, 1, 3], 'same'),
    [0, 3],
  ],
  [
    'a depthwise convolution of channels before pixels',
    () =>
      tf.depthwiseConv2d(counting(1, 2, 1, 2) as tf.Tensor4D, tf.tensor4d([1, 10], [1, 1, 2, 1]), 1, 'same', 'NCHW'),
    [0, 1, 20, 30],
  ],
];

/** On wasm this writes beyond its memory. */
const cpu: Fault[] = [
  [
    'the width under one number as padding',
    () => tf.tensor1d(tf.conv2d(tf.ones([1, 7, 4, 1]) as tf.Tensor4D, tf.ones([3, 2, 1, 1]), 1, 1).shape),
    [1, 7, 5, 1],
  ],
];

const wasm: Fault[] = [
  ['max pooling of negative volumes', () => tf.maxPool3d(volume(), 2, 2, 'valid'), [-5]],
  [
    'the input gradient of conv3d',
    () => tf.grad((x) => tf.conv3d(x as tf.Tensor5D, tf.ones([1, 1, 1, 1, 1]), 1, 'valid'))(volume()),
    [1, 1, 1, 1, 1, 1, 1, 1],
  ],
  ['one-hot rows of floats', () => tf.oneHot(tf.tensor1d([1], 'int32'), 2, 1, 0, 'float32'), [0, 1]],
  ['a cast to bool', () => tf.cast(tf.tensor1d([3]), 'bool'), [1]],
  ['the sign of a small number', () => tf.sign(tf.tensor1d([1e-9])), [1]],
  [
    'slopes along an axis before the last',
    () => tf.prelu(tf.neg(tf.ones([2, 2])), tf.tensor2d([[1], [2]])),
    [-1, -1, -2, -2],
  ],
  ['the larger of 0 and NaN', () => tf.maximum(0, nan()), [Number.NaN]],
  ['ReLU6 of NaN', () => tf.relu6(nan()), [Number.NaN]],
  ['clipping NaN', () => tf.clipByValue(nan(), -1, 1), [Number.NaN]],
  [
    'the mean of a window with NaN',
    () => tf.avgPool(tf.reshape(nan(), [1, 1, 1, 1]) as tf.Tensor4D, 1, 1, 1),
    [Number.NaN],
  ],
  [
    'a dense layer with ReLU of NaN',
    () =>
      tf.fused.matMul({ a: tf.reshape(nan(), [1, 1]), b: tf.ones([1, 1]), bias: tf.zeros([1]), activation: 'relu' }),
    [Number.NaN],
  ],
  [
    'columns gathered in batches',
    () =>
      tf.gather(
        counting(2, 2, 2),
        tf.tensor2d(
          [
            [0, 1, 0],
            [1, 1, 1],
          ],
          [2, 3],
          'int32',
        ),
        2,
        1,
      ),
    [0, 1, 0, 2, 3, 2, 5, 5, 5, 7, 7, 7],
  ],
  [
    'a product of tensors of seven axes',
    () => tf.mul(tf.ones([1, 1, 1, 1, 1, 1, 2]), tf.ones([1, 1, 1, 1, 1, 1, 2])),
    [1, 1],
  ],
  [
    'the second half of a strided slice of whole numbers',
    () => tf.stridedSlice(tf.tensor1d([1, 2, 3], 'int32'), [0], [3], [2]),
    [1, 3],
  ],
];

describe.each([
  ['cpu', [...both, ...cpu]],
  ['wasm', [...both, ...wasm]],
] as [string, Fault[]][])('kernels of %s as they come get wrong', (backend, faults) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(faults)('%s', (_, work, right) => {
    expect(tf.tidy(() => Array.from(work().dataSync()))).not.toEqual(right);
  });
});
