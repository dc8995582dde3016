import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { useBestBackend } from 'geocollapse/backends';
import { resnet, splitAtEmbedding } from 'geocollapse/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

const sizes = (model: ReturnType<typeof resnet>, names: string[]) =>
  names.map((name) => (model.getLayer(name).output as SymbolicTensor).shape.slice(1));

describe('resnet', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([18, 34, 50, 101, 152] as const)('of depth %i has as many layers with weights on its way', (depth) => {
    const { layers } = resnet({ depth, width: 1 / 64 });
    const onTheWay = layers.filter((layer) => ['Conv2D', 'Dense'].includes(layer.getClassName()));
    expect(onTheWay.filter(({ name }) => !name.endsWith('shortcut'))).toHaveLength(depth);
    expect(onTheWay.filter(({ name }) => name.endsWith('shortcut'))).toHaveLength(depth < 50 ? 3 : 4);
  });

  it.each(['flax', 'torch'] as const)(
    'halves an image six times, and three times after the CIFAR stem (%s)',
    (convention) => {
      const names = ['stem', 'stage1_block1', 'stage2_block1', 'stage3_block2', 'stage4_block2', 'embedding'];
      const imagenet = resnet({ inputShape: [224, 192, 3], width: 1 / 32, convention });
      const expected = [[112, 96, 2], [56, 48, 2], [28, 24, 4], [14, 12, 8], [7, 6, 16], [16]];
      expect(sizes(imagenet, names)).toEqual(expected);
      const cifar = resnet({ inputShape: [32, 32, 1], width: 1 / 32, convention, stem: 'cifar' });
      expect(sizes(cifar, names)).toEqual([[32, 32, 2], [32, 32, 2], [16, 16, 4], [8, 8, 8], [4, 4, 16], [16]]);
      expect(sizes(resnet({ inputShape: [1, 1, 1], width: 1 / 64, convention }), ['embedding'])).toEqual([[8]]);
    },
  );

  it('has the initial weights of its convention: variances, and the last scale of each block', async () => {
    const moments = async (convention: 'flax' | 'torch', name: string, weight = 0) => {
      const model = resnet({ depth: 18, width: 0.5, convention, seed: 3 });
      const values = Array.from(await model.getLayer(name).getWeights()[weight].data());
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return { mean, variance, largest: Math.max(...values.map(Math.abs)) };
    };
    const strided = 'stage3_block1_conv1'; // 3 x 3, 64 -> 128 channels
    const flax = await moments('flax', strided);
    expectClose(flax.variance, 1 / (9 * 64), 0.02); // 73,728 values: a standard error of 0.5%
    expect(flax.largest).toBeLessThan((2 * Math.sqrt(1 / (9 * 64))) / 0.8796);
    const torch = await moments('torch', strided);
    expectClose(torch.variance, 2 / (9 * 128), 0.02);
    expect(torch.largest).toBeGreaterThan(3.5 * Math.sqrt(2 / (9 * 128)));
    expect((await moments('flax', 'stage3_block1_conv2_bn')).largest).toBe(0);
    expect((await moments('torch', 'stage3_block1_conv2_bn')).mean).toBe(1);
    expect((await moments('flax', 'stage3_block1_conv1_bn')).mean).toBe(1);
    expect((await moments('flax', 'logits', 1)).largest).toBe(0);
    const bias = await moments('torch', 'logits', 1);
    expect(bias.largest > 0 && bias.largest <= 256 ** -0.5).toBe(true);
  });

  it.each([
    ['depth 20', () => resnet({ depth: 20 as 18 }), 'depth must be one of 18, 34, 50, 101, 152, got 20'],
    ['width 0', () => resnet({ width: 0 }), 'width must be at least 1 / 64'],
    ['an image without extent', () => resnet({ inputShape: [32, 0, 3] }), 'inputShape[1] must be a whole number'],
    ['another convention', () => resnet({ convention: 'jax' as 'flax' }), "convention must be one of 'flax', 'torch'"],
    ['another stem', () => resnet({ stem: 'small' as 'cifar' }), "stem must be one of 'imagenet', 'cifar'"],
    ['no seed', () => resnet({ seed: -1 }), 'seed must be a whole number of at least 0'],
  ])('%s is an error that says what is possible', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

onEveryBackend('a ResNet', (backend) => {
  const x = () => tf.randomNormal([2, 9, 8, 2], 0, 1, 'float32', 1) as tf.Tensor;
  const net = (convention: 'flax' | 'torch') =>
    resnet({ depth: 18, inputShape: [9, 8, 2], width: 1 / 16, classes: 3, convention, seed: 2 });
  beforeAll(async () => {
    await useBestBackend({ prefer: backend, print: false });
  });

  it('is cut at its embedding, and the parts are the network; no tensor is left behind', async () => {
    const model = net('torch');
    const { embedding, classifier, layer } = splitAtEmbedding(model);
    expect([layer, classifier.weights.shape]).toEqual(['embedding', [32, 3]]);
    const logits = tf.add(tf.matMul(embedding(x()) as tf.Tensor2D, classifier.weights), classifier.bias!);
    expect((await tf.max(tf.abs(tf.sub(logits, model.predict(x()) as tf.Tensor))).data())[0]).toBeLessThan(1e-6);
    const at = x();
    await expectNoLeak(() =>
      tf
        .grad((image: tf.Tensor) => tf.sum(embedding(image)))(at)
        .dispose(),
    );
  });

  it('pads by explicit zeros that can be differentiated twice', async () => {
    const model = net('torch');
    const { embedding } = splitAtEmbedding(model, { layer: 'stage2_block1_conv1_pad' });
    const { embedding: before } = splitAtEmbedding(model, { layer: 'stage1_block2' });
    const energy = (f: (x: tf.Tensor) => tf.Tensor) => (image: tf.Tensor) =>
      tf.sum(tf.square(tf.grad((at: tf.Tensor) => tf.sum(tf.mul(tf.square(at), tf.exp(at))))(f(image))));
    expect(embedding(x()).shape).toEqual([2, 5, 4, 4]);
    const pads = (at: tf.Tensor) => model.getLayer('stage2_block1_conv1_pad').apply(at) as tf.Tensor;
    const inner = before(x());
    // Of g(x) = sum 2 x_i e^x_i + x_i^2 e^x_i over the padded map only the map itself counts.
    const padded = tf.grad(energy(pads))(inner);
    const bare = tf.grad(energy((at) => at))(inner);
    expect((await tf.max(tf.abs(tf.sub(padded, bare))).data())[0]).toBeLessThan(1e-5);
    const twice = tf.grad((at: tf.Tensor) =>
      tf.sum(tf.square(tf.grad((z: tf.Tensor) => tf.sum(tf.pow(pads(z), 3)))(at))),
    );
    const expected = tf.mul(tf.pow(inner, 3), 36); // d/dx (3 x^2)^2
    expect((await tf.max(tf.abs(tf.sub(twice(inner), expected))).data())[0]).toBeLessThan(1e-3);
  });
});
