import * as tf from '@tensorflow/tfjs-core';
import { model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { geometricComplexity } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

const CHANNELS = [64, 128, 256, 512, 512];
const BLOCKS = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] };

/** Weights by the formula: 9 in out + out a convolution, 4 out a batch norm, (d + 1) C the last layer. */
function weights(depth: keyof typeof BLOCKS, batchNorm: boolean, width = 1, classes = 10): number {
  let [total, previous] = [0, 3];
  BLOCKS[depth].forEach((count, block) => {
    const out = CHANNELS[block] * width;
    for (let i = 0; i < count; i++) {
      total += 9 * previous * out + out + (batchNorm ? 4 * out : 0);
      previous = out;
    }
  });
  return total + (previous + 1) * classes;
}

describe('vgg', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([11, 13, 16, 19] as const)('of depth %i has as many weights as its table says', (depth) => {
    expect(vgg({ depth, width: 0.125 }).countParams()).toBe(weights(depth, true, 0.125));
    expect(vgg({ depth, width: 0.125, batchNorm: false }).countParams()).toBe(weights(depth, false, 0.125));
    const layers = vgg({ depth, width: 0.125 }).layers.map((layer) => layer.getClassName());
    expect(layers.filter((name) => name === 'Conv2D').length + 3).toBe(depth); // three dense layers in the original
  });

  it('of width 1 and depth 13 has 9,416,010 trainable weights, and 5,888 moving statistics', () => {
    const model = vgg();
    const trainable = model.getWeights(true).reduce((sum, { size }) => sum + size, 0);
    expect([trainable, model.countParams()]).toEqual([9_416_010, 9_421_898]);
    expect(weights(13, true)).toBe(9_421_898);
  });

  it('has a d of 512 width for any input: a pool pads where a map would vanish', () => {
    for (const inputShape of [
      [32, 32, 3],
      [28, 28, 1],
      [64, 48, 3],
      [1, 1, 1],
      [8, 40, 2],
    ] as [number, number, number][]) {
      const model = vgg({ depth: 11, inputShape, width: 1 / 32, classes: 7 });
      expect(model.getLayer('embedding').outputShape).toEqual([null, 16]);
      expect(model.outputShape).toEqual([null, 7]);
    }
    expect(
      vgg({ inputShape: [64, 64, 3], width: 1 / 64, pooling: 'flatten' }).getLayer('embedding').outputShape,
    ).toEqual([null, 32]);
  });

  it('with the ImageNet head has two hidden layers, and its embedding is the second, undropped', async () => {
    const model = vgg({ depth: 11, head: 'imagenet', inputShape: [64, 32, 3], width: 1 / 64, classes: 3, seed: 4 });
    const names = ['pooled', 'fc1', 'fc1_relu', 'fc1_dropout', 'fc2', 'fc2_relu', 'embedding', 'logits'];
    expect(model.layers.slice(-8).map(({ name }) => name)).toEqual(names);
    expect(names.map((name) => model.getLayer(name).outputShape.at(-1))).toEqual([16, 64, 64, 64, 64, 64, 64, 3]);
    const { embedding, layer } = splitAtEmbedding(model);
    const { embedding: hidden } = splitAtEmbedding(model, { layer: 'fc2_relu' });
    const x = tf.randomNormal([2, 64, 32, 3], 0, 1, 'float32', 5);
    expect(layer).toBe('embedding');
    expect(await embedding(x).data()).toEqual(await hidden(x).data());
    const trained = model.apply(x, { training: true }) as tf.Tensor;
    expect(await trained.data()).not.toEqual(await (model.predict(x) as tf.Tensor).data());
  });

  it('draws He, LeCun or torchvision initial weights', async () => {
    const variance = (name: string, initialisation: 'he' | 'lecun' | 'torch') => {
      const model = vgg({
        depth: 11,
        head: 'imagenet',
        inputShape: [32, 32, 3],
        width: 1 / 4,
        initialisation,
        seed: 1,
      });
      const [kernel, bias] = model.getLayer(name).getWeights();
      expect(tf.max(tf.abs(bias)).dataSync()[0]).toBe(0);
      return tf.moments(kernel).variance.dataSync()[0];
    };
    expectClose(variance('block4_conv1', 'he'), 2 / (9 * 64), 0.02);
    expectClose(variance('block4_conv1', 'lecun'), 1 / (9 * 64), 0.02);
    expectClose(variance('block4_conv1', 'torch'), 2 / (9 * 128), 0.02);
    expectClose(variance('fc1', 'he'), 2 / 128, 0.02);
    expectClose(variance('fc1', 'torch'), 1e-4, 0.02);
  });

  it.each([
    ['depth 12', () => vgg({ depth: 12 as 13 }), 'depth must be one of 11, 13, 16, 19, got 12'],
    ['width 0', () => vgg({ width: 0 }), 'width must be at least 1 / 64'],
    [
      'a batch dimension',
      () => vgg({ inputShape: [1, 32, 32, 3] as never }),
      'inputShape must be [height, width, channels], got [1,32,32,3]',
    ],
    [
      'an input without extent',
      () => vgg({ inputShape: [0, 32, 3] }),
      'inputShape[0] must be a whole number of at least 1, got 0',
    ],
    ['no classes', () => vgg({ classes: 0 }), 'classes must be a whole number of at least 1'],
    ['another head', () => vgg({ head: 'none' as 'cifar' }), "head must be one of 'cifar', 'imagenet', got"],
    ['all dropped', () => vgg({ dropout: 1 }), 'dropout must be a rate of at least 0 and below 1, got 1.'],
    [
      'another initialisation',
      () => vgg({ initialisation: 'glorot' as 'he' }),
      "initialisation must be one of 'he', 'lecun', 'torch'",
    ],
    ['unknown pooling', () => vgg({ pooling: 'max' as 'flatten' }), "pooling must be one of 'average', 'flatten'"],
  ])('%s is an error that says what is possible', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

onEveryBackend('the split at the embedding', (backend) => {
  const small = { depth: 11, inputShape: [8, 8, 1], width: 1 / 32, classes: 3 } as const;

  it('gives features and a classifier that together are the network', async () => {
    const model = vgg({ ...small, inputShape: [8, 8, 1], seed: 4 });
    const { embedding, classifier, layer } = splitAtEmbedding(model);
    const x = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1);
    const logits = tf.add(tf.matMul(embedding(x) as tf.Tensor2D, classifier!.weights), classifier!.bias!);
    expect(layer).toBe('embedding');
    const difference = tf.max(tf.abs(tf.sub(logits, model.predict(x) as tf.Tensor)));
    expect((await difference.data())[0]).toBeLessThan(1e-6);
  });

  it('cuts at any named layer, where the classifier is not the next', () => {
    const { embedding, classifier, layer } = splitAtEmbedding(vgg({ ...small, inputShape: [8, 8, 1] }), {
      layer: 'block2_pool',
    });
    expect([layer, classifier]).toEqual(['block2_pool', undefined]);
    expect(embedding(tf.zeros([2, 8, 8, 1])).shape).toEqual([2, 2, 2, 4]);
  });

  it('can be differentiated: the gradient of the sum of features meets differences, without a leak', async () => {
    await useBestBackend({ prefer: backend, print: false });
    const { embedding } = splitAtEmbedding(vgg({ ...small, inputShape: [8, 8, 1], seed: 4 }));
    const x = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1) as tf.Tensor;
    const v = tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 2) as tf.Tensor;
    const f = (at: tf.Tensor): tf.Tensor => tf.sum(embedding(at));
    const along = (t: number) => tf.tidy(() => f(tf.add(x, tf.mul(v, t))).dataSync()[0]);
    const slope = tf.tidy(() => tf.sum(tf.mul(tf.grad(f)(x), v)).dataSync()[0]);
    const differences = (along(1e-3) - along(-1e-3)) / 2e-3;
    expect(Math.abs(slope - differences)).toBeLessThan(0.02 * Math.abs(differences));
    await expectNoLeak(() => tf.grad(f)(x).dispose());
  });

  it('leaves no tensor behind but the features', async () => {
    const { embedding } = splitAtEmbedding(vgg({ ...small, inputShape: [8, 8, 1] }));
    const x = tf.ones([2, 8, 8, 1]) as tf.Tensor;
    await expectNoLeak(() => embedding(x).dispose());
  });
});

describe('the same seed', () => {
  it('gives the same weights on every backend, and another seed others', async () => {
    const first = async (backend: string, seed: number) => {
      await tf.setBackend(backend);
      return (
        await vgg({ depth: 11, width: 1 / 32, seed })
          .getWeights()[0]
          .data()
      ).slice(0, 4);
    };
    expect(await first('wasm', 3)).toEqual(await first('cpu', 3));
    expect(await first('cpu', 4)).not.toEqual(await first('cpu', 3));
  });
});

describe('a model that cannot be cut', () => {
  it('gets an error that lists its layers', () => {
    const model = vgg({ depth: 11, width: 1 / 64 });
    expect(() => splitAtEmbedding(model, { layer: 'fc7' })).toThrow(
      /model must hold a layer 'fc7' in its graph, got block1_conv1, .*, embedding, logits\. Pass \{ layer \} with one of these names\./,
    );
    expect(() => splitAtEmbedding(model, { layer: 'embeding' })).toThrow(
      "Did you mean 'embedding'? Pass { layer } with",
    );
  });

  it('without a Dense layer asks for a name, and is cut at that', () => {
    const whole = vgg({ depth: 11, width: 1 / 64 });
    const bare = makeModel({ inputs: whole.inputs, outputs: whole.getLayer('block1_pool').output as SymbolicTensor });
    expect(() => splitAtEmbedding(bare)).toThrow(
      /^splitAtEmbedding: model must end in a Dense layer .*, got 'block1_pool' \(MaxPooling2D\)\. Pass \{ layer \} .*, block1_pool\.$/,
    );
    const { layer, classifier } = splitAtEmbedding(bare, { layer: 'block1_pool' });
    expect([layer, classifier]).toEqual(['block1_pool', undefined]);
  });

  it('is fine for geometric complexity all the same', async () => {
    await tf.setBackend('cpu');
    const model = vgg({ depth: 11, inputShape: [4, 4, 1], width: 1 / 64, batchNorm: false });
    const { mean } = await geometricComplexity(model, tf.randomNormal([2, 4, 4, 1], 0, 1, 'float32', 2), {
      estimator: 'exact',
    });
    expect(mean).toBeGreaterThan(0);
  });
});
