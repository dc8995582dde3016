import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mlp, resnet, splitAtEmbedding, vgg } from 'geocollapse/models';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';

const small = { width: 1 / 64, classes: 3 };
type Shape = [number, number, number];
const BUILDERS: Record<string, (inputShape: Shape) => LayersModel> = {
  'VGG-11': (inputShape) => vgg({ depth: 11, ...small, inputShape }),
  'VGG-13 of the ImageNet head': (inputShape) => vgg({ depth: 13, head: 'imagenet', ...small, inputShape }),
  'ResNet-18 of Flax': (inputShape) => resnet({ ...small, inputShape }),
  'ResNet-18 of PyTorch': (inputShape) => resnet({ ...small, convention: 'torch', inputShape }),
  'ResNet-50 of a CIFAR stem': (inputShape) => resnet({ depth: 50, stem: 'cifar', ...small, inputShape }),
  MLP: (inputShape) => mlp({ hidden: [4], inputShape, classes: 3 }),
};

onEveryBackend('the smallest image', () => {
  it.each(Object.keys(BUILDERS))('of %s is one pixel: no map on the way is empty', async (name) => {
    for (const inputShape of [
      [1, 1, 1],
      [1, 2, 3],
      [3, 1, 2],
    ] as Shape[]) {
      const model = BUILDERS[name](inputShape);
      for (const layer of model.layers) {
        const shape = (layer.output as SymbolicTensor).shape.slice(1) as number[];
        expect(Math.min(...shape), `${layer.name} of [${shape}]`).toBeGreaterThanOrEqual(1);
      }
      const x = tf.randomNormal([2, ...inputShape], 0, 1, 'float32', 3);
      const { embedding, classifier } = splitAtEmbedding(model);
      const logits = tf.add(tf.matMul(embedding(x) as tf.Tensor2D, classifier.weights), classifier.bias!);
      const output = await (model.predict(x) as tf.Tensor).data();
      expect([...output].every(Number.isFinite)).toBe(true);
      expectAllClose(await logits.data(), output, 1e-5);
    }
  });
});
