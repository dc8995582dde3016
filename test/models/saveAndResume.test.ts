import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { useBestBackend } from 'geocollapse/backends';
import { imageDataset } from 'geocollapse/data';
import { folderHandler, mlp, resnet, splitAtEmbedding, vgg } from 'geocollapse/models';
import { train } from 'geocollapse/training';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';

const inputShape = [8, 8, 1] as [number, number, number];
const narrow = { inputShape, width: 1 / 32, classes: 3, seed: 2 };
const networks: Record<string, () => LayersModel> = {
  'a VGG': () => vgg({ depth: 11, ...narrow }),
  'a VGG with the ImageNet head': () => vgg({ depth: 11, ...narrow, head: 'imagenet', dropout: 0 }),
  'a ResNet': () => resnet({ depth: 18, ...narrow, stem: 'cifar' }),
  'a ResNet with bottlenecks, as PyTorch pads': () => resnet({ depth: 50, ...narrow, convention: 'torch' }),
  'an MLP': () => mlp({ hidden: [8, 6], inputShape, classes: 3, batchNorm: true, seed: 2 }),
};

/** Forty-eight images of noise, three classes. */
function data() {
  const random = seededRandom(9);
  const images = Uint8Array.from({ length: 48 * 64 }, () => random.below(256));
  const labels = Uint8Array.from({ length: 48 }, (_, i) => i % 3);
  return imageDataset({ images, labels, shape: inputShape, classes: 3, normalisation: { mean: [0.5], std: [0.3] } });
}

onEveryBackend('saved and loaded', (backend) => {
  it.each(Object.keys(networks))(
    '%s gives the same numbers, and goes on training as if it had not stopped',
    async (name) => {
      await useBestBackend({ prefer: backend, print: false });
      const folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
      const steps = async (model: LayersModel, seed: number) => {
        const losses: number[] = [];
        await train(model, data(), { steps: 3, batchSize: 12, seed, onStep: ({ loss }) => losses.push(loss) });
        return losses;
      };
      try {
        const model = networks[name]();
        const untrained = await model.getWeights()[0].data();
        await steps(model, 1);
        expect(await model.getWeights()[0].data()).not.toEqual(untrained);
        await model.save(folderHandler(join(folder, 'model')));
        const loaded = await loadLayersModel(folderHandler(join(folder, 'model')));
        const x = tf.randomNormal([4, 8, 8, 1], 0, 1, 'float32', 3);
        const numbers = async (net: LayersModel) => {
          const { embedding, classifier, layer } = splitAtEmbedding(net);
          const dx = tf.grad((at: tf.Tensor) => tf.sum(embedding(at)))(x);
          return [layer, await embedding(x).data(), await classifier.weights.data(), await dx.data()];
        };
        expect(await numbers(loaded)).toEqual(await numbers(model));
        expect(await steps(loaded, 2)).toEqual(await steps(model, 2));
        expect(await numbers(loaded)).toEqual(await numbers(model));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
