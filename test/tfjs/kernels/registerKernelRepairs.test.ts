import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose } from '../../support/close.js';
import { normals } from '../../support/normals.js';

const counting = (...shape: number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.reshape(tf.range(0, size), shape);
};
const values = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
type Three = [number, number, number];
type Five = [number, number, number, number, number];

/**
 * Visits the pairs of an entry of x [d, h, w] and a window [od, oh, ow] with the tap that joins them, by TensorFlow's
 * formula.
 */
function forEachPair(
  sizes: Three,
  taps: Three,
  strides: Three,
  pad: string,
  visit: (x: Three, y: Three, tap: Three) => void,
) {
  const outputs = sizes.map((size, i) => Math.ceil((pad === 'same' ? size : size - taps[i] + 1) / strides[i]));
  const before = sizes.map((size, i) =>
    pad === 'same' ? Math.floor(Math.max(0, (outputs[i] - 1) * strides[i] + taps[i] - size) / 2) : 0,
  );
  const each = ([a, b, c]: number[], call: (at: Three) => void) => {
    for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) call([i, j, k]);
  };
  each(outputs, (y) =>
    each(taps, (tap) => {
      const x = y.map((at, i) => at * strides[i] + tap[i] - before[i]) as Three;
      if (x.every((at, i) => at >= 0 && at < sizes[i])) visit(x, y, tap);
    }),
  );
  return outputs as Three;
}

const shapes3d: [Three, Three, Three, 'same' | 'valid'][] = [
  [[4, 5, 3], [2, 2, 2], [1, 1, 1], 'valid'],
  [[4, 4, 4], [3, 3, 3], [1, 1, 1], 'same'],
  [[4, 5, 6], [3, 3, 3], [2, 2, 2], 'same'],
  [[4, 4, 5], [2, 3, 1], [2, 1, 3], 'same'],
  [[5, 5, 5], [1, 1, 1], [2, 2, 2], 'same'],
];

onEveryBackend('kernels that TensorFlow.js gets wrong', (backend) => {
  beforeAll(async () => {
    await useBestBackend({ prefer: backend, print: false });
  });

  it('a product of batches broadcasts both batches', () => {
    expect(values(tf.matMul(counting(2, 3, 1, 2), counting(2, 1, 2, 1)))).toEqual([1, 3, 5, 33, 43, 53]);
  });

  it('batch norm broadcasts its mean along any axis', () => {
    const mean = tf.tensor2d([0, 1, 2, 3], [4, 1]);
    const y = tf.batchNorm(counting(4, 3) as tf.Tensor2D, mean, tf.onesLike(mean), undefined, undefined, 0);
    expect(values(y)).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8]);
  });

  it('a strided slice drops the axis that it is asked to drop, from the place that it is asked for', () => {
    const row = tf.stridedSlice(counting(4, 5), [1, 1], [2, 4], [1, 2], 0, 0, 0, 0, 1);
    expect([row.shape, values(row)]).toEqual([[2], [6, 8]]);
    const last = tf.stridedSlice(tf.cast(counting(4, 5), 'int32'), [0, -1], [4, 0], [2, 1], 0, 0, 0, 0, 2);
    expect([last.shape, values(last)]).toEqual([[2], [4, 14]]);
  });

  it('one number as padding pads all four sides of windows that are not square', () => {
    const x = normals([2, 7, 4, 3], 1) as tf.Tensor4D;
    const padded = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]) as tf.Tensor4D; // biome-ignore format: one line
    const w = normals([3, 2, 3, 2], 2) as tf.Tensor4D;
    const convolve = (z: tf.Tensor4D, pad: number | 'valid') => tf.conv2d(z, w, [1, 2], pad);
    if (backend === 'tensorflow') return expect(() => convolve(x, 1)).toThrow('padding');
    const [ours, truth] = [convolve(x, 1), convolve(padded, 'valid')];
    expect(ours.shape).toEqual(truth.shape);
    expectAllClose(ours.dataSync(), truth.dataSync(), 1e-6);
    const dx = tf.grad((z) => convolve(z as tf.Tensor4D, 1))(x);
    const inner = tf.grad((z) => convolve(z as tf.Tensor4D, 'valid'))(padded);
    expectAllClose(dx.dataSync(), tf.slice(inner, [0, 1, 1, 0], [2, 7, 4, 3]).dataSync(), 1e-5);
  });

  it('a depthwise convolution of channels before pixels is refused', () => {
    const convolve = () =>
      tf.depthwiseConv2d(counting(1, 2, 2, 2) as tf.Tensor4D, tf.ones([1, 1, 2, 1]), 1, 'same', 'NCHW');
    expect(convolve).toThrow(/NCHW.*[Tt]ranspose|NCHW/);
  });

  it.each(shapes3d)(
    'a convolution of volumes %j, its filter %j and strides %j (%s) has the sums of plain loops',
    (...args) => {
      const [sizes, taps, strides, pad] = args;
      const [n, c, f] = [2, 2, 3];
      const [x, w] = [normals([n, ...sizes, c], 1) as tf.Tensor5D, normals([...taps, c, f], 2) as tf.Tensor5D];
      const convolve = (a: tf.Tensor, b: tf.Tensor) => tf.conv3d(a as tf.Tensor5D, b as tf.Tensor5D, strides, pad);
      const y = convolve(x, w);
      const dy = normals(y.shape, 3);
      const [dx, dw] = tf.grads(convolve)([x, w], dy);
      const sums = [y, dx, dw].map(({ shape }) => tf.buffer(shape as Five));
      const read = [x, w, dy].map((tensor) => tensor.bufferSync());
      const outputs = forEachPair(sizes, taps, strides, pad, (at, o, tap) => {
        for (let i = 0; i < n; i++) {
          for (let a = 0; a < c; a++) {
            for (let b = 0; b < f; b++) {
              const places = [[i, ...o, b], [i, ...at, a], [...tap, a, b]]; // biome-ignore format: of y, of x, of w
              const [input, weight, cotangent] = [
                read[0].get(...places[1]),
                read[1].get(...places[2]),
                read[2].get(...places[0]),
              ];
              const terms = [input * weight, cotangent * weight, input * cotangent];
              for (const [k, sum] of sums.entries()) sum.set(sum.get(...places[k]) + terms[k], ...places[k]);
            }
          }
        }
      });
      expect(y.shape).toEqual([n, ...outputs, f]);
      for (const [k, ours] of [y, dx, dw].entries()) expectAllClose(ours.dataSync(), sums[k].values, 1e-5);
    },
  );

  it.each(shapes3d)(
    'pooling of volumes %j by windows %j and strides %j (%s) has the values of plain loops',
    (...args) => {
      const [sizes, taps, strides, pad] = args;
      const x = tf.sub(normals([1, ...sizes, 1], 4), 3) as tf.Tensor5D; // negative, most of it
      const largest = (z: tf.Tensor) => tf.maxPool3d(z as tf.Tensor5D, taps, strides, pad);
      const mean = (z: tf.Tensor) => tf.avgPool3d(z as tf.Tensor5D, taps, strides, pad);
      const windows = new Map<string, Three[]>();
      const outputs = forEachPair(sizes, taps, strides, pad, (at, o) => {
        windows.set(`${o}`, [...(windows.get(`${o}`) ?? []), at]);
      });
      const read = x.bufferSync();
      const value = (at: Three) => read.get(0, ...at, 0);
      const dy = normals([1, ...outputs, 1], 5);
      const cotangent = dy.bufferSync();
      const [top, average] = [tf.buffer([1, ...outputs, 1]), tf.buffer([1, ...outputs, 1])];
      const [back, spread] = [tf.buffer(x.shape), tf.buffer(x.shape)];
      for (const [key, seen] of windows) {
        const o = key.split(',').map(Number);
        const best = seen.reduce((a, b) => (value(b) > value(a) ? b : a));
        top.set(value(best), 0, ...o, 0);
        average.set(seen.reduce((sum, at) => sum + value(at), 0) / seen.length, 0, ...o, 0);
        const slope = cotangent.get(0, ...o, 0);
        back.set(back.get(0, ...best, 0) + slope, 0, ...best, 0);
        for (const at of seen) spread.set(spread.get(0, ...at, 0) + slope / seen.length, 0, ...at, 0);
      }
      expectAllClose(largest(x).dataSync(), top.values, 1e-6);
      expectAllClose(mean(x).dataSync(), average.values, 1e-6);
      expectAllClose(
        tf
          .grad(largest)(x, dy as tf.Tensor5D)
          .dataSync(),
        back.values,
        1e-6,
      );
      expectAllClose(
        tf
          .grad(mean)(x, dy as tf.Tensor5D)
          .dataSync(),
        spread.values,
        1e-6,
      );
    },
  );

  it('a 1 x 1 convolution with a stride has, in its filter, the gradient of the pixels that it sees', () => {
    for (const [n, h, w, c, f] of [
      [5, 10, 10, 8, 16],
      [3, 7, 14, 2, 4],
      [4, 5, 6, 3, 1],
    ]) {
      for (const [down, right] of [
        [2, 2],
        [1, 3],
      ]) {
        const x = normals([n, h, w, c], 1) as tf.Tensor4D;
        const seen = tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, down, right, 1]);
        const dy = normals([...seen.shape.slice(0, 3), f], 2) as tf.Tensor4D;
        const truth = tf.matMul(tf.reshape(seen, [-1, c]), tf.reshape(dy, [-1, f]), true);
        for (const pad of ['same', 'valid'] as const) {
          const convolve = (weights: tf.Tensor) => tf.conv2d(x, weights as tf.Tensor4D, [down, right], pad);
          expectAllClose(
            tf
              .grad(convolve)(normals([1, 1, c, f], 3), dy)
              .dataSync(),
            truth.dataSync(),
            1e-5,
          );
        }
      }
    }
  });

  it('average pooling that overlaps a padded border has the right gradient', () => {
    const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same');
    // Every window's weights sum to 1, so the gradient sums to the number of windows.
    expectAllClose(tf.sum(tf.grad(pool)(tf.ones([1, 4, 4, 1]), tf.ones([1, 2, 2, 1]))).dataSync(), [4], 1e-6);
  });

  it('NaN stays NaN through activations, clipping, extremes and means', () => {
    const x = tf.tensor2d([Number.NaN, 1], [1, 2]);
    const [w, bias] = [tf.ones([2, 1]) as tf.Tensor2D, tf.zeros([1]) as tf.Tensor1D];
    const image = tf.reshape(x, [1, 1, 2, 1]) as tf.Tensor4D;
    const filter = tf.ones([1, 2, 1, 1]) as tf.Tensor4D;
    for (const y of [
      tf.relu(x),
      tf.relu6(x),
      tf.elu(x),
      tf.leakyRelu(x),
      tf.clipByValue(x, -1, 1),
      tf.maximum(0, x),
      tf.maximum(x, 0),
      tf.minimum(0, x),
      tf.avgPool(image, [1, 2], 1, 'valid'),
      ...(['relu', 'relu6'] as const).flatMap((activation) => [
        tf.fused.matMul({ a: x, b: w, bias, activation }),
        tf.fused.conv2d({ x: image, filter, strides: 1, pad: 'valid', bias, activation }),
      ]),
    ]) {
      expect(y.dataSync()[0]).toBeNaN();
    }
  });

  it('a fused product of transposed factors adds its bias once to every row', () => {
    const [a, b] = [normals([60, 3], 1) as tf.Tensor2D, normals([60, 4], 2) as tf.Tensor2D];
    const bias = tf.tensor1d([1, 2, 3, 4]);
    const ours = tf.fused.matMul({ a, b, bias, transposeA: true, activation: 'relu' });
    expectAllClose(ours.dataSync(), tf.relu(tf.add(tf.matMul(a, b, true), bias)).dataSync(), 1e-5);
  });

  it('small operations keep their meaning', () => {
    expect(values(tf.oneHot(tf.tensor1d([1, 0], 'int32'), 2, 1, 0, 'float32'))).toEqual([0, 1, 1, 0]);
    expect(values(tf.cast(tf.tensor1d([0.5, -2, 256, 0]), 'bool'))).toEqual([1, 1, 1, 0]);
    expect(values(tf.sign(tf.tensor1d([1e-9, -1e-9, 0])))).toEqual([1, -1, 0]);
    expect(values(tf.floorDiv(tf.tensor1d([0, 7, -7], 'int32'), tf.scalar(2, 'int32')))).toEqual([0, 3, -4]);
    expect(values(tf.prelu(tf.neg(tf.ones([2, 2, 2])), tf.tensor([1, 2], [2, 1])))).toEqual([
      -1, -1, -2, -2, -1, -1, -2, -2,
    ]);
    expect(values(tf.clipByValue(tf.tensor1d([-3, 0, 3], 'int32'), -1, 2))).toEqual([-1, 0, 2]);
    const wide = counting(1, 2, 1, 2, 1, 2, 3);
    expect(values(tf.mul(wide, wide))).toEqual(values(tf.square(wide)));
    // biome-ignore format: two rows
    const rows = tf.gather(counting(2, 3, 1), tf.tensor2d([[2, 0], [1, 1]], [2, 2], 'int32'), 1, 1);
    expect(values(rows)).toEqual([2, 0, 4, 4]);
  });
});
