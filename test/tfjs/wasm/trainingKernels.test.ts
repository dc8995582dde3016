import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'geocollapse/backends';
import { vgg } from 'geocollapse/models';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAllClose } from '../../support/close.js';
import { normals } from '../../support/normals.js';

/** The same computation on wasm and on cpu, as flat values. */
async function onBoth(compute: () => tf.Tensor | tf.Tensor[]): Promise<[number[][], number[][]]> {
  const values: number[][][] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    const outputs = [tf.tidy(compute)].flat();
    values.push(await Promise.all(outputs.map(async (output) => [...output.shape, ...(await output.data())])));
    tf.dispose(outputs);
  }
  return values as [number[][], number[][]];
}

async function expectSame(compute: () => tf.Tensor | tf.Tensor[], tolerance = 2e-5) {
  const [wasm, cpu] = await onBoth(compute);
  expect(wasm.length).toBe(cpu.length);
  for (const [i, values] of wasm.entries()) expectAllClose(values, cpu[i], tolerance);
}

beforeAll(registerWasmKernels);

describe('on wasm as on cpu', () => {
  it('max pooling has the same gradient for windows that tile, overlap, or are padded, also at ties', async () => {
    for (const [size, stride, pad] of [
      [2, 2, 'valid'],
      [2, 2, 'same'],
      [3, 3, 'valid'],
      [3, 2, 'same'],
      [2, 1, 'valid'],
      [3, 1, 'same'],
    ] as const) {
      const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size, stride, pad);
      for (const make of [() => normals([2, 7, 6, 3], 1), () => tf.relu(normals([2, 6, 6, 3], 1))]) {
        await expectSame(() => tf.grad((x) => tf.mul(pool(x), tf.square(pool(x))))(make()));
      }
    }
  });

  it('average pooling has the adjoint of its forward pass as gradient, for every window', async () => {
    await tf.setBackend('wasm');
    for (const [size, stride, pad] of [
      [2, 2, 'valid'],
      [2, 2, 'same'],
      [3, 2, 'same'],
      [3, 2, 'valid'],
      [3, 1, 'same'],
      [2, 3, 'same'],
    ] as const) {
      const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, size, stride, pad);
      const [x, v] = [normals([2, 7, 6, 3], 1), normals([2, 7, 6, 3], 2)];
      const cotangent = normals(pool(x).shape, 3) as tf.Tensor4D;
      const dx = tf.grad(pool)(x, cotangent);
      const [left, right] = [tf.sum(tf.mul(dx, v)), tf.sum(tf.mul(cotangent, pool(v)))];
      expect(Math.abs(left.dataSync()[0] - right.dataSync()[0])).toBeLessThan(1e-5 * x.size);
    }
  });

  it('sums and means are the same over leading, trailing and middle axes, with and without kept dimensions', async () => {
    for (const axis of [[0], [0, 1], [0, 1, 2], [2], [1, 2], [1], [0, 2], [-1], [0, -2], [], undefined]) {
      for (const keep of [false, true]) {
        const x = () => normals([3, 4, 5], 2);
        await expectSame(() => [tf.sum(x(), axis, keep), tf.mean(x(), axis, keep)]);
      }
    }
    for (const rows of [255, 256, 1000]) await expectSame(() => tf.sum(normals([rows, 9], 3), 0), 1e-6);
    await expectSame(() => tf.sum(tf.tensor2d([[1, 2, 3]], [1, 3], 'int32'), 0));
  });

  it('a sum over many rows keeps seven digits', async () => {
    await tf.setBackend('wasm');
    const x = tf.fill([300_000, 3], 0.1); // one running float32 sum would be off in the third digit
    expectAllClose(
      await tf.sum(x, 0).data(),
      [1, 1, 1].map(() => 300_000 * Math.fround(0.1)),
      1e-6,
    );
    x.dispose();
  });

  it('batch norm has the gradients of its formula in all five inputs', async () => {
    const inputs = () => [
      normals([2, 3, 3, 4], 1), // x
      normals([4], 2), // mean
      tf.add(tf.square(normals([4], 3)), 0.5), // variance
      normals([4], 4), // offset
      normals([4], 5), // scale
    ];
    const library = (...[x, mean, variance, offset, scale]: tf.Tensor[]) =>
      tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 0.1);
    const formula = (...[x, mean, variance, offset, scale]: tf.Tensor[]) =>
      tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 0.1))), scale), offset);
    const cotangent = () => normals([2, 3, 3, 4], 6);
    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      const ours = tf.grads(library)(inputs(), cotangent());
      const truth = tf.grads(formula)(inputs(), cotangent());
      for (const [i, gradient] of ours.entries()) {
        expect(gradient.shape).toEqual(truth[i].shape);
        expectAllClose(await gradient.data(), await truth[i].data(), 2e-5);
      }
    }
  });

  it('a clone shares its data and outlives the original', async () => {
    await tf.setBackend('wasm');
    const x = tf.tensor1d([1, 2]);
    const before = tf.memory().numDataBuffers;
    const clone = tf.clone(x);
    expect(tf.memory().numDataBuffers).toBe(before);
    x.dispose();
    expect([...clone.dataSync()]).toEqual([1, 2]);
    clone.dispose();
    expect(tf.memory().numDataBuffers).toBe(before - 1);
    expect(tf.clone(tf.tensor(['a', 'b'])).dataSync()).toEqual(['a', 'b']);
  });
});

describe('training a VGG on wasm', () => {
  const images = () => normals([6, 16, 16, 2], 7);
  const build = () => {
    const model = vgg({ depth: 11, width: 1 / 16, inputShape: [16, 16, 2], classes: 3 });
    const variables = model.getWeights(true) as tf.Variable[];
    const optimizer = tf.train.momentum(0.01, 0.9);
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3);
    const x = images();
    const step = () =>
      tf.tidy(() => {
        const logits = () => model.apply(x, { training: true }) as tf.Tensor;
        const loss = () => tf.losses.softmaxCrossEntropy(labels, logits()) as tf.Scalar;
        return optimizer.minimize(loss, true, variables)!.dataSync()[0];
      });
    return step;
  };
  beforeEach(async () => {
    await tf.setBackend('wasm');
  });

  it('takes the losses of the cpu backend, step by step', async () => {
    const losses: number[][] = [];
    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      const step = build();
      losses.push([step(), step(), step()]);
    }
    expect(losses[0][2]).toBeLessThan(losses[0][0]);
    expectAllClose(losses[0], losses[1], 1e-3); // batch norm over few entries amplifies rounding
  });

  it('leaves neither tensors nor buffers behind, and the heap stops growing, over 150 steps', () => {
    const step = build();
    const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
    const state = () => {
      const { numTensors, numDataBuffers, numBytes } = tf.memory();
      const held = (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
      return { numTensors, numDataBuffers, numBytes, held, heap: wasm.HEAPU8.length };
    };
    for (let i = 0; i < 5; i++) step();
    const before = state();
    for (let i = 0; i < 150; i++) step();
    expect(state()).toEqual(before);
  });
});
