import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { normals } from '../support/normals.js';

type Four = [number, number, number, number];
type Pad = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
type Convolution = (x: tf.Tensor, w: tf.Tensor) => tf.Tensor;

const dot = (a: tf.Tensor, b: tf.Tensor) => {
  const [left, right] = [a.dataSync(), b.dataSync()];
  let product = 0;
  let size = 0;
  for (let i = 0; i < left.length; i++) {
    product += left[i] * right[i];
    size += (left[i] * right[i]) ** 2;
  }
  return { product, size: Math.sqrt(size) };
};

/**
 * A convolution is linear in its input and in its filter, so its gradient is its adjoint: <dx, v> = <c, conv(v, w)> for
 * every v. The forward pass alone is trusted; a difference quotient says the same with rounding on top.
 */
function expectAdjoint(convolve: Convolution, input: Four, filter: Four, name: string) {
  tf.tidy(() => {
    const [x, w] = [normals(input, 1), normals(filter, 2)];
    const cotangent = normals(convolve(x, w).shape, 3);
    const [dx, dw] = tf.grads(convolve)([x, w], cotangent);
    expect([dx.shape, dw.shape], name).toEqual([input, filter]);
    for (const seed of [4, 5, 6]) {
      const [v, u] = [normals(input, seed), normals(filter, seed + 10)];
      const pairs = [
        [dot(dx, v), dot(cotangent, convolve(v, w))],
        [dot(dw, u), dot(cotangent, convolve(x, u))],
      ];
      for (const [ours, truth] of pairs) expectClose(ours.product, truth.product, 1e-5, ours.size + truth.size);
    }
  });
}

/** tfjs-node takes no explicit padding: pad first, which is the same convolution. */
const padded = (x: tf.Tensor, pad: Pad): [tf.Tensor4D, 'same' | 'valid'] =>
  Array.isArray(pad) && tf.getBackend() === 'tensorflow'
    ? [tf.pad(x, pad) as tf.Tensor4D, 'valid']
    : [x as tf.Tensor4D, pad as 'same'];

const pads: Pad[] = [
  'same',
  'valid',
  [
    [0, 0],
    [2, 1],
    [0, 3],
    [0, 0],
  ],
];
const sizes = [
  [6, 7],
  [9, 9],
] as const;
const taps = [
  [3, 3],
  [1, 1],
  [2, 3],
] as const;

onEveryBackend('gradients that TensorFlow.js leaves out or refuses', (backend) => {
  beforeAll(registerWasmKernels);

  it('a depthwise convolution has its adjoint as gradient, at strides 1 to 3, every padding and multiplier', () => {
    for (const [height, width] of sizes) {
      for (const [kh, kw] of taps) {
        for (const stride of [1, 2, 3]) {
          for (const pad of pads) {
            for (const multiplier of [1, 2]) {
              const convolve: Convolution = (x, w) => {
                const [input, padding] = padded(x, pad);
                return tf.depthwiseConv2d(input, w as tf.Tensor4D, stride, padding);
              };
              const name = JSON.stringify({ height, width, kh, kw, stride, pad, multiplier });
              expectAdjoint(convolve, [2, height, width, 3], [kh, kw, 3, multiplier], name);
            }
          }
        }
      }
    }
  });

  it('a dilated convolution, plain or depthwise, has its adjoint as gradient', () => {
    for (const [height, width] of sizes) {
      for (const [kh, kw] of taps) {
        for (const dilation of [2, 3, [1, 2], [2, 1]] as (number | [number, number])[]) {
          for (const pad of pads) {
            const rates = [dilation].flat();
            if (pad === 'valid' && ((kh - 1) * rates[0] >= height || (kw - 1) * rates.at(-1)! >= width)) continue;
            const name = JSON.stringify({ backend, height, width, kh, kw, dilation, pad });
            const plain: Convolution = (x, w) => {
              const [input, padding] = padded(x, pad);
              return tf.conv2d(input, w as tf.Tensor4D, 1, padding, 'NHWC', dilation);
            };
            expectAdjoint(plain, [2, height, width, 3], [kh, kw, 3, 2], name);
            const depthwise: Convolution = (x, w) => {
              const [input, padding] = padded(x, pad);
              return tf.depthwiseConv2d(input, w as tf.Tensor4D, 1, padding, 'NHWC', dilation);
            };
            if (backend === 'tensorflow') continue; // it has no such kernel, and says so
            expectAdjoint(depthwise, [2, height, width, 3], [kh, kw, 3, 2], `depthwise ${name}`);
          }
        }
      }
    }
  });

  it("'same' padding gives the convolution of its formula where the stride is wider than the filter", () => {
    for (const filter of [
      [2, 3, 3, 2],
      [1, 3, 3, 2],
      [2, 2, 3, 2],
    ] as Four[]) {
      for (const stride of [2, 3]) {
        const [x, w] = [normals([2, 6, 7, 3], 1) as tf.Tensor4D, normals(filter, 2) as tf.Tensor4D];
        const pads = [6, 7].map((size, axis): [number, number] => {
          const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + filter[axis] - size);
          return [Math.floor(total / 2), Math.ceil(total / 2)];
        });
        const wide = tf.pad(x, [[0, 0], ...pads, [0, 0]]) as tf.Tensor4D;
        for (const convolve of [
          (input: tf.Tensor4D, pad: 'same' | 'valid') => tf.conv2d(input, w, stride, pad),
          (input: tf.Tensor4D, pad: 'same' | 'valid') => tf.fused.conv2d({ x: input, filter: w, strides: stride, pad }),
          (input: tf.Tensor4D, pad: 'same' | 'valid') => tf.depthwiseConv2d(input, w, stride, pad),
        ]) {
          const truth = convolve(wide, 'valid');
          const ours = convolve(x, 'same');
          expect(ours.shape).toEqual(truth.shape);
          expectAllClose(ours.dataSync(), truth.dataSync(), 1e-6);
        }
      }
    }
  });

  it('leaves neither tensors nor buffers behind over 300 passes', () => {
    const [x, w, v] = [normals([2, 6, 6, 3], 1), normals([3, 3, 3, 2], 2), normals([3, 3, 3, 2], 3)] as tf.Tensor4D[];
    const pass = () =>
      tf.tidy(() => {
        const both = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
          tf.add(
            tf.sum(tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same')),
            tf.sum(tf.conv2d(a as tf.Tensor4D, c as tf.Tensor4D, 1, 'same', 'NHWC', 2)),
          );
        return tf.grads(both)([x, w, v]).length;
      });
    pass();
    const { numTensors, numDataBuffers } = tf.memory();
    const heap = () => (tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } }).wasm?.HEAPU8.length;
    const before = heap();
    for (let i = 0; i < 300; i++) pass();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(heap()).toBe(before);
  });
});
