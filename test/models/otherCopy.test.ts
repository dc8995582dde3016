import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import { splitAtEmbedding } from 'geocollapse/models';
import { expect, it } from 'vitest';
import { expectAllClose } from '../support/close.js';

it('a model of another copy of TensorFlow.js, as a page has it that loads a script beside a bundle, is split', async () => {
  await tf.setBackend('cpu');
  const require = createRequire(import.meta.url);
  require('@tensorflow/tfjs-layers');
  delete require.cache[require.resolve('@tensorflow/tfjs-layers')];
  const other = require('@tensorflow/tfjs-layers') as typeof import('@tensorflow/tfjs-layers');
  expect(other.sequential).not.toBe(sequential);
  const { dense } = other.layers;
  const head = other.sequential({ layers: [dense({ units: 2, inputShape: [3] })] });
  const model = other.sequential({
    layers: [dense({ units: 3, inputShape: [4], activation: 'tanh', name: 'h' }), head],
  });
  const x = tf.randomNormal([3, 4]);
  const { embedding, classifier, layer } = splitAtEmbedding(model);
  expect(layer).toBe('h');
  const logits = tf.add(tf.matMul(embedding(x) as tf.Tensor2D, classifier.weights), classifier.bias!);
  expectAllClose(await logits.data(), await (model.predict(x) as tf.Tensor).data(), 1e-5);
});
