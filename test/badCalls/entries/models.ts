import * as tf from '@tensorflow/tfjs-core';
import { safetensors } from '../../support/safetensors.js';
import * as k from '../kinds.js';
import type { Entries } from './entry.js';
import { network } from './examples.js';

/** Networks of full size take a second each: one of all defaults is enough. */
const FULL_SIZE = {
  width: ['undefined', 'one', 'two', 'three', 'one and a half'],
  options: ['empty object', 'object without a prototype'],
};

const weights = safetensors(
  Object.fromEntries(
    ['dense1', 'logits'].flatMap((name) => {
      const [kernel, bias] = network.getLayer(name).getWeights();
      return [
        [
          `${name}.weight`,
          { shape: [...kernel.shape].reverse(), values: tf.tidy(() => tf.transpose(kernel).dataSync()) },
        ],
        [`${name}.bias`, { shape: bias.shape, values: bias.dataSync() }],
      ];
    }),
  ),
);
const flax = safetensors(
  Object.fromEntries(
    ['dense1', 'logits'].flatMap((name, i) => {
      const [kernel, bias] = network.getLayer(name).getWeights();
      return [
        [`Dense_${i}.kernel`, { shape: kernel.shape, values: kernel.dataSync() }],
        [`Dense_${i}.bias`, { shape: bias.shape, values: bias.dataSync() }],
      ];
    }),
  ),
);
const isRegExp: k.Kind = { accepts: (value) => value instanceof RegExp };
const isLayersModel: k.Kind = {
  accepts: (value) => typeof value === 'object' && value !== null && 'layers' in value,
};
const loading = {
  names: k.anyObject,
  prefix: k.text,
  ignore: isRegExp,
  keep: isRegExp,
  epsilon: k.either(k.number(), k.anyObject),
  check: k.nothing,
};

/** The public functions of models/. */
export const MODELS: Entries = {
  mlp: {
    good: () => [{ hidden: [2], inputShape: [2], classes: 2 }],
    places: {},
    options: {
      hidden: k.numbers(undefined, 1),
      inputShape: k.numbers(undefined, 1),
      classes: k.count(),
      activation: k.oneOf('relu', 'tanh', 'sigmoid', 'softplus', 'linear'),
      batchNorm: k.boolean,
      initialisation: k.oneOf('he', 'lecun', 'torch'),
      seed: k.count(0),
    },
    use: (model: { dispose(): void }) => model.dispose(),
  },
  vgg: {
    good: () => [{ depth: 11, width: 1 / 64, inputShape: [4, 4, 1], classes: 2 }],
    places: {},
    options: {
      depth: k.oneOf(11, 13, 16, 19),
      inputShape: k.numbers(3, 1),
      classes: k.count(),
      width: k.number(1 / 128),
      batchNorm: k.boolean,
      head: k.oneOf('cifar', 'imagenet'),
      pooling: k.oneOf('average', 'flatten'),
      dropout: k.number(0, 1),
      initialisation: k.oneOf('he', 'lecun', 'torch'),
      seed: k.count(0),
    },
    skip: FULL_SIZE,
    use: (model: { dispose(): void }) => model.dispose(),
  },
  resnet: {
    good: () => [{ depth: 18, width: 1 / 64, inputShape: [4, 4, 1], classes: 2 }],
    places: {},
    options: {
      depth: k.oneOf(18, 34, 50, 101, 152),
      inputShape: k.numbers(3, 1),
      classes: k.count(),
      width: k.number(1 / 128),
      convention: k.oneOf('flax', 'torch'),
      stem: k.oneOf('imagenet', 'cifar'),
      seed: k.count(0),
    },
    skip: FULL_SIZE,
    use: (model: { dispose(): void }) => model.dispose(),
  },
  splitAtEmbedding: {
    good: () => [network, {}],
    places: { model: isLayersModel },
    options: { layer: k.nothing, output: k.nothing },
  },
  folderHandler: { good: () => ['no such folder'], places: { folder: k.text } },
  parseSafetensors: { good: () => [weights], places: { bytes: k.nothing }, names: ['file'] },
  loadTorchWeights: {
    good: () => [network, weights, {}],
    places: { model: k.nothing, file: k.nothing },
    options: loading,
    names: ['input', 'output'],
  },
  loadFlaxWeights: {
    good: () => [network, flax, {}],
    places: { model: k.nothing, file: k.nothing },
    options: loading,
    names: ['input', 'output'],
  },
  torchNames: { good: () => [network], places: { model: isLayersModel } },
  flaxNames: { good: () => [network], places: { model: isLayersModel } },
};
