import * as tf from '@tensorflow/tfjs-core';
import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { inputGradientsOnly } from '../../../src/tfjs/tape/inputGradientsOnly.js';
import { onEveryBackend } from '../../support/backends.js';

onEveryBackend('inputGradientsOnly', (backend) => {
  beforeAll(registerWasmKernels);

  let model: Sequential;
  let x: tf.Tensor;
  beforeAll(() => {
    const convolution = { filters: 3, kernelSize: 3, padding: 'same' } as const;
    model = sequential({
      layers: [
        layers.conv2d({ ...convolution, inputShape: [6, 6, 2] }),
        layers.batchNormalization(),
        layers.conv2d({ ...convolution, kernelSize: 1, strides: 2 }),
        layers.maxPooling2d({ poolSize: 2, strides: 1 }),
        layers.flatten(),
        layers.dense({ units: 4 }),
      ],
    });
    x = tf.randomNormal([2, 6, 6, 2], 0, 1, 'float32', 1);
  });
  const embed = (input: tf.Tensor) => model.apply(input) as tf.Tensor;

  it('gives the input gradient of the full pass, to the bit', () => {
    const lean = inputGradientsOnly(() => tf.grad(embed)(x));
    expect(lean.shape).toEqual(x.shape);
    expect([...lean.dataSync()]).toEqual([...tf.grad(embed)(x).dataSync()]);
  });

  it('gives filter gradients where the work needs them after all', () => {
    const gradient = () =>
      tf.grad((w) => tf.conv2d(tf.slice(x, 0) as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'))(tf.ones([3, 3, 2, 1]));
    expect([...inputGradientsOnly(gradient).dataSync()]).toEqual([...gradient().dataSync()]);
    const throughBoth = () =>
      tf.grad((input) => {
        const filter = tf.reshape(tf.slice(input, [0, 0, 0, 0], [1, 3, 3, 2]), [3, 3, 2, 1]);
        return tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
      })(x);
    expect([...inputGradientsOnly(throughBoth).dataSync()]).toEqual([...throughBoth().dataSync()]);
  });

  it('leaves kernels as they were and no tensor behind, also when the work throws', () => {
    const names = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'];
    const before = { kernels: names.map((name) => tf.getKernel(name, backend)), tensors: tf.memory().numTensors };
    inputGradientsOnly(() => tf.grad(embed)(x)).dispose();
    const failing = () => {
      tf.grad(embed)(x);
      throw new Error('on purpose');
    };
    expect(() => inputGradientsOnly(failing)).toThrow('on purpose');
    expect(names.map((name) => tf.getKernel(name, backend))).toEqual(before.kernels);
    expect(tf.memory().numTensors).toBe(before.tensors);
  });
});
