import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAllClose, expectClose } from '../../support/close.js';
import { normals } from '../../support/normals.js';

beforeAll(() => {
  registerWasmKernels();
  registerWasmKernels(); // twice is once
});

type Pad = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
interface Case {
  input: [number, number, number, number];
  filter: [number, number, number, number];
  strides: [number, number];
  pad: Pad;
}

/** Gradients of sum(conv2d(x, w) * c) in x and in w on one backend. */
async function gradients(backend: string, { input, filter, strides, pad }: Case) {
  await tf.setBackend(backend);
  const convolve = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
  const x = normals(input, 1);
  const w = normals(filter, 2);
  const cotangent = normals(convolve(x, w).shape, 3);
  const [dx, dw] = tf.grads(convolve)([x, w], cotangent as tf.Tensor4D);
  return { dx: await dx.data(), dw: await dw.data(), shapes: [dx.shape, dw.shape] };
}

const explicit: Pad = [
  [0, 0],
  [2, 1],
  [0, 1],
  [0, 0],
];
const cases: Case[] = [];
for (const [height, width] of [
  [6, 7],
  [5, 5],
  [9, 4],
] as const) {
  for (const [kh, kw] of [
    [3, 3],
    [1, 1],
    [2, 3],
    [4, 2],
  ] as const) {
    for (const strides of [
      [1, 1],
      [2, 2],
      [3, 3],
      [1, 2],
    ] as const) {
      for (const pad of ['same', 'valid', explicit] as const) {
        cases.push({ input: [2, height, width, 3], filter: [kh, kw, 3, 4], strides: [...strides], pad });
      }
    }
  }
}

describe('convolution gradients on wasm', () => {
  it(`equal those of the cpu backend in ${cases.length} combinations of sizes, filters, strides and padding`, async () => {
    for (const each of cases) {
      const ours = await gradients('wasm', each);
      const truth = await gradients('cpu', each);
      expect(ours.shapes).toEqual(truth.shapes);
      expectAllClose(ours.dx, truth.dx, 2e-5);
      expectAllClose(ours.dw, truth.dw, 2e-5);
    }
  });

  it('leave a transposed convolution the output size that is asked for', async () => {
    const [x, w] = [normals([2, 4, 5, 3], 1), normals([3, 2, 4, 3], 2)];
    for (const [shape, strides, pad] of [
      [[2, 8, 10, 4], 2, 'same'],
      [[2, 7, 9, 4], 2, 'same'], // also gives 4 x 5 when convolved
      [[2, 4, 5, 4], 1, 'same'],
      [[2, 3, 2, 4], 1, 'same'], // would give 3 x 2 when convolved
      [[2, 9, 10, 4], 2, 'valid'],
      [[2, 10, 11, 4], 2, 'valid'],
    ] as const) {
      const outputs: Float32Array[] = [];
      for (const backend of ['wasm', 'cpu']) {
        await tf.setBackend(backend);
        const y = tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [...shape], strides, pad);
        expect(y.shape).toEqual(shape);
        outputs.push((await y.data()) as Float32Array);
      }
      expectAllClose(outputs[0], outputs[1], 2e-5);
    }
  });

  it('equal central differences of the convolution', async () => {
    await tf.setBackend('wasm');
    const x = normals([1, 4, 4, 2], 1);
    const w = normals([3, 3, 2, 2], 2);
    const loss = (input: tf.Tensor, filter: tf.Tensor) =>
      tf.sum(tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'));
    const gradient = tf.grads(loss)([x, w]);
    for (const [which, tensor] of [x, w].entries()) {
      const exact = await gradient[which].data();
      const values = await tensor.data();
      for (let at = 0; at < values.length; at += 5) {
        const nudged = (step: number) => {
          const copy = values.slice();
          copy[at] += step;
          const moved = tf.tensor(copy, tensor.shape);
          return loss(which === 0 ? moved : x, which === 1 ? moved : w).dataSync()[0];
        };
        // The map is linear: a wide step has no truncation error.
        expectClose((nudged(1) - nudged(-1)) / 2, exact[at], 1e-4, 1);
      }
    }
  });

  it('leave neither tensors nor backend memory behind over 1,000 passes', async () => {
    await tf.setBackend('wasm');
    const x = normals([2, 6, 6, 3], 1) as tf.Tensor4D;
    const w = normals([3, 3, 3, 4], 2) as tf.Tensor4D;
    const pass = () =>
      tf.tidy(() => tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'))([x, w]).length);
    pass();
    const { numTensors, numDataBuffers } = tf.memory();
    const heap = (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
    for (let i = 0; i < 1000; i++) pass();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    expect((tf.backend() as unknown as { numDataIds(): number }).numDataIds()).toBe(heap);
  });
});
