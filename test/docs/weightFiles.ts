import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { flaxNames, torchNames } from 'geocollapse/models';
import { safetensors } from '../support/safetensors.js';

/** What is stored besides or otherwise than the usual. */
export interface Stored {
  /** The names under which a tensor is stored, by its usual name. */
  rename?: (name: string) => string[];
  /** Names of numbers that a training run stored with its weights. */
  besides?: string[];
}

const TORCH = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};
const FLAX = {
  kernel: 'kernel',
  bias: 'bias',
  gamma: 'scale',
  beta: 'bias',
  moving_mean: 'mean',
  moving_variance: 'var',
};

/**
 * Writes the weights of a model as PyTorch's `save_file(net.state_dict(), path)` would: outputs before inputs before
 * places.
 */
export function writeTorchFile(path: string, model: LayersModel, stored: Stored = {}): void {
  const transposed = (weight: tf.Tensor) =>
    weight.rank === 4 ? tf.transpose(weight, [3, 2, 0, 1]) : weight.rank === 2 ? tf.transpose(weight) : weight;
  const names = torchNames(model);
  write(path, model, stored, (label, kind) => `${names[label]}.${TORCH[kind]}`, transposed);
}

/** Writes the weights of a model as Flax's `save_file(flatten_dict(variables, sep='.'), path)` would. */
export function writeFlaxFile(path: string, model: LayersModel, stored: Stored = {}): void {
  const names = flaxNames(model);
  const collection = (kind: string) => (kind.startsWith('moving') ? 'batch_stats' : 'params');
  write(
    path,
    model,
    stored,
    (label, kind) => `${collection(kind)}.${names[label]}.${FLAX[kind]}`,
    (weight) => weight,
  );
}

/** Writes a batch of a network, what comes out, and outputs of layers on the way under names of their own. */
export function writeCaseFile(path: string, model: LayersModel, layers: Record<string, string>): void {
  const outputs = [
    model.output as SymbolicTensor,
    ...Object.values(layers).map((name) => model.getLayer(name).output as SymbolicTensor),
  ];
  const images = tf.randomUniform([2, ...(model.inputs[0].shape.slice(1) as number[])], 0, 1, 'float32', 1);
  const tensors = modelOf({ inputs: model.inputs, outputs }).predict(images) as tf.Tensor[];
  const names = ['input', 'output', ...Object.keys(layers)];
  const stored = [images, ...tensors].map((tensor, i) => [
    names[i],
    { shape: tensor.shape, values: tensor.dataSync() },
  ]);
  writeFileSync(path, safetensors(Object.fromEntries(stored)));
  tf.dispose([images, tensors]);
}

function write(
  path: string,
  model: LayersModel,
  { rename = (name) => [name], besides = [] }: Stored,
  nameOf: (label: string, kind: keyof typeof TORCH) => string,
  stored: (weight: tf.Tensor) => tf.Tensor,
): void {
  const file: Parameters<typeof safetensors>[0] = {};
  for (const layer of model.layers) {
    for (const weight of layer.weights) {
      const kind = weight.originalName.split('/').at(-1) as keyof typeof TORCH;
      const tensor = tf.tidy(() => stored(weight.read()));
      const values = tensor.dataSync();
      for (const name of rename(nameOf(layer.name, kind))) file[name] = { shape: tensor.shape, values };
      if (tensor !== weight.read()) tensor.dispose();
    }
  }
  for (const name of besides) file[name] = { shape: [1], values: [1] };
  writeFileSync(path, safetensors(file));
}
