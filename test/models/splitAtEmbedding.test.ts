import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { splitAtEmbedding, vgg } from 'geocollapse/models';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';

onEveryBackend("a user's own LayersModel", () => {
  const x = () => tf.randomNormal([3, 6, 6, 2], 0, 1, 'float32', 1);
  const meets = async (model: LayersModel, act = (logits: tf.Tensor) => logits) => {
    const { embedding, classifier, layer } = splitAtEmbedding(model);
    const products = tf.matMul(embedding(x()) as tf.Tensor2D, classifier.weights);
    const logits = classifier.bias ? tf.add(products, classifier.bias) : products;
    expectAllClose(await act(logits).data(), await (model.predict(x()) as tf.Tensor).data(), 1e-5);
    return layer;
  };

  it('that is sequential, with dropout, and ends in softmax, is cut before its last Dense layer', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, activation: 'relu', name: 'conv' }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ units: 7, activation: 'tanh', name: 'hidden' }),
        layers.dropout({ rate: 0.5, name: 'drop' }),
        layers.dense({ units: 4, activation: 'softmax', useBias: false, name: 'classes' }),
      ],
    });
    expect(await meets(model, (logits) => tf.softmax(logits as tf.Tensor2D))).toBe('drop');
    expect(splitAtEmbedding(model, { layer: 'conv' }).embedding(x()).shape).toEqual([3, 4, 4, 3]);
    expect(splitAtEmbedding(model, { layer: 'classes' }).classifier).toBeUndefined();
  });

  it('with a pretrained network inside is cut after it', async () => {
    const whole = vgg({ depth: 11, inputShape: [6, 6, 2], width: 1 / 32 });
    const body = makeModel({ inputs: whole.inputs, outputs: whole.getLayer('embedding').output as SymbolicTensor });
    const model = sequential({ layers: [body, layers.dense({ units: 3 })] });
    expect(await meets(model)).toBe('embedding');
  });

  it('that is a linear classifier has the flattened image as its embedding', async () => {
    const image = input({ shape: [6, 6, 2], name: 'image' });
    const flat = layers.flatten({ name: 'flat' }).apply(image);
    const model = makeModel({ inputs: image, outputs: layers.dense({ units: 3 }).apply(flat) as SymbolicTensor });
    expect(await meets(model)).toBe('flat');
    const straight = sequential({ layers: [layers.dense({ units: 3, inputShape: [5] })] });
    const { embedding, classifier } = splitAtEmbedding(straight);
    const row = tf.randomNormal([2, 5]);
    expect(await embedding(row).data()).toEqual(await row.data());
    expect(classifier.weights.shape).toEqual([5, 3]);
  });

  it('of two inputs, or none, is refused', () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [2] })];
    const sum = layers.add().apply([a, b]) as SymbolicTensor;
    const two = makeModel({ inputs: [a, b], outputs: layers.dense({ units: 2 }).apply(sum) as SymbolicTensor });
    expect(() => splitAtEmbedding(two)).toThrow('splitAtEmbedding: model must be of one input, got 2 inputs.');
    expect(() => splitAtEmbedding(sequential())).toThrow('model must be of one input, got 0 inputs.');
  });
});
