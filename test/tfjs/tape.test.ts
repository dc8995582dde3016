import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { hasTape } from '../../src/tfjs/tape/engineWithTape.js';
import { record } from '../../src/tfjs/tape/record.js';
import { recordByRepetition } from '../../src/tfjs/tape/recordByRepetition.js';
import { onEveryBackend } from '../support/backends.js';
import { expectNoLeak } from '../support/leaks.js';

onEveryBackend('the tape', () => {
  beforeAll(registerWasmKernels);
  const x = () => tf.randomNormal([2, 6, 6, 2], 0, 1, 'float32', 3);
  const model = () =>
    sequential({
      layers: [
        layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2], padding: 'same', activation: 'relu' }),
        layers.batchNormalization(),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 4, activation: 'tanh' }),
      ],
    });
  const branching = (t: tf.Tensor) => {
    const [left, right] = tf.split(t, 2, 3);
    return tf.add(tf.mul(left, left), tf.sin(tf.sub(right, left)));
  };
  const values = (tensor: tf.Tensor | undefined) => [...(tensor as tf.Tensor).dataSync()];

  it('is there: this version of TensorFlow.js has the engine members that one forward pass for many products needs', () => {
    expect(hasTape()).toBe(true);
    expect(record((t) => [tf.square(t)], x()).kernels).toEqual([['Square', 'Identity']]);
  });

  it('gives the gradients of tf.grad, to the bit, for many cotangents of one forward pass', () => {
    const net = model();
    for (const f of [(t: tf.Tensor) => net.apply(t) as tf.Tensor, branching, (t: tf.Tensor) => tf.mul(t, t)]) {
      const at = x();
      let passes = 0;
      const counted = (t: tf.Tensor) => {
        passes++;
        return [f(t)];
      };
      const recording = record(counted, at);
      expect(passes).toBe(1);
      for (const seed of [1, 2, 3]) {
        const dy = tf.randomNormal(recording.outputs[0].shape, 0, 1, 'float32', seed);
        expect(values(recording.pull(0, dy))).toEqual(values(tf.grad(f)(at, dy)));
      }
      expect(passes).toBe(1);
    }
  });

  it('serves several outputs, and x itself', () => {
    const at = x();
    const { outputs, pull } = record((t) => [tf.square(t), t], at);
    const ones = tf.onesLike(outputs[0]);
    expect(values(pull(0, ones))).toEqual(values(tf.mul(at, 2)));
    expect(values(pull(1, ones))).toEqual(values(ones));
  });

  it('says when an output does not come from x', () => {
    for (const way of [record, recordByRepetition]) {
      const { outputs, pull } = way((t) => [tf.ones(t.shape)], x());
      expect(pull(0, tf.onesLike(outputs[0]))).toBeUndefined();
    }
  });

  it('has a fallback that gives the same', () => {
    const at = x();
    const [fast, slow] = [record((t) => [branching(t)], at), recordByRepetition((t) => [branching(t)], at)];
    const dy = tf.randomNormal(fast.outputs[0].shape, 0, 1, 'float32', 1);
    expect(values(fast.outputs[0])).toEqual(values(slow.outputs[0]));
    expect(values(fast.pull(0, dy))).toEqual(values(slow.pull(0, dy)));
    expect(hasTape({ startTape: () => {} })).toBe(false);
  });

  it('can be differentiated again inside another gradient, which keeps its own tape', () => {
    const at = x();
    const penalty = (t: tf.Tensor) => {
      const { outputs, pull } = record((u) => [tf.mul(tf.square(u), u)], t);
      return tf.sum(pull(0, tf.onesLike(outputs[0])) as tf.Tensor); // 3 t^2
    };
    const gradient = tf.grad((t) => tf.add(penalty(t), tf.sum(t)))(at);
    expect(values(tf.round(tf.mul(tf.sub(gradient, tf.add(tf.mul(at, 6), 1)), 1e4)))).toEqual(
      new Array(at.size).fill(expect.closeTo(0, 0)),
    );
  });

  it('gives second derivatives also of operations that save their output, which plain tf.grad of tf.grad gets wrong', () => {
    const at = tf.tensor1d([0.3, -0.7]);
    const first = (t: tf.Tensor) => {
      const { outputs, pull } = record((u) => [tf.tanh(u)], t);
      return pull(0, tf.onesLike(outputs[0])) as tf.Tensor;
    };
    const second = values(tf.grad((t) => tf.sum(first(t)))(at));
    [0.3, -0.7].forEach((x, i) => {
      expect(second[i]).toBeCloseTo(-2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2), 5);
    });
  });

  it('leaves no tensor behind, also when the function or a gradient throws', async () => {
    const net = model();
    const at = x();
    const use = (f: (t: tf.Tensor) => tf.Tensor) => {
      const recording = record((t) => [f(t)], at);
      try {
        tf.tidy(() => void recording.pull(0, tf.onesLike(recording.outputs[0])));
      } finally {
        recording.dispose();
      }
    };
    await expectNoLeak(() => use((t) => net.apply(t) as tf.Tensor));
    const failing = () =>
      use((t) => {
        tf.relu(tf.square(t));
        throw new Error('on purpose');
      });
    await expectNoLeak(failing, 'on purpose');
    const square = tf.customGrad((u) => {
      return { value: tf.square(u as tf.Tensor), gradFunc: () => expect.fail('in the gradient') };
    });
    await expectNoLeak(() => use((t) => square(tf.relu(t))), 'in the gradient');
  });
});
