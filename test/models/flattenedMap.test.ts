import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { loadTorchWeights } from 'geocollapse/models';
import { beforeAll, describe, it } from 'vitest';
import { expectAllClose } from '../support/close.js';
import { safetensors } from '../support/safetensors.js';
import { expectRefused, sines } from '../support/weights.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a map that is flattened', () => {
  /** Values of a map [h, w, c] in the order of PyTorch, [c, h, w]. */
  const channelsFirst = (map: number[][][]) =>
    map[0][0].flatMap((_, c) => map.flatMap((row) => row.map((place) => place[c])));
  const weight = sines(3, 8);
  const stored = { 'logits.weight': weight, 'logits.bias': { shape: [3], values: [0, 0, 0] } };
  const product = (row: number[]) =>
    [0, 1, 2].map((o) => row.reduce((sum, value, i) => sum + value * weight.values[8 * o + i], 0));
  const x = tf.randomNormal([2, 2, 2], 0, 1, 'float32', 5) as tf.Tensor3D;
  const flatten = () => layers.flatten();
  const logits = () => layers.dense({ name: 'logits', units: 3 });

  it.each<[string, () => LayersModel]>([
    [
      'in a model, the layer in another',
      () => {
        const head = sequential({ layers: [layers.dense({ inputShape: [8], name: 'logits', units: 3 })] });
        return sequential({ layers: [sequential({ layers: [layers.flatten({ inputShape: [2, 2, 2] })] }), head] });
      },
    ],
    [
      'through two reshapes',
      () =>
        sequential({
          layers: [
            layers.reshape({ inputShape: [2, 2, 2], targetShape: [4, 2] }),
            layers.reshape({ targetShape: [8] }),
            logits(),
          ],
        }),
    ],
    [
      'with a layer that two models share',
      () => {
        const [shared, image] = [logits(), input({ shape: [2, 2, 2] })];
        shared.apply(input({ shape: [8] }));
        return makeModel({ inputs: image, outputs: shared.apply(layers.flatten().apply(image)) as SymbolicTensor });
      },
    ],
    [
      'and added to itself',
      () => {
        const image = input({ shape: [2, 2, 2] });
        const flat = flatten().apply(image) as SymbolicTensor;
        const half = layers.average().apply([flat, layers.dropout({ rate: 0.5 }).apply(flat) as SymbolicTensor]);
        return makeModel({ inputs: image, outputs: logits().apply(half as SymbolicTensor) as SymbolicTensor });
      },
    ],
  ])('%s has its channels first in PyTorch', async (_, make) => {
    const model = make();
    await loadTorchWeights(model, safetensors(stored));
    expectAllClose(
      await (model.predict(tf.expandDims(x)) as tf.Tensor).data(),
      product(channelsFirst(x.arraySync())),
      1e-5,
    );
  });

  it('after channels were brought to the front is read as it is', async () => {
    const model = sequential({
      layers: [layers.permute({ inputShape: [2, 2, 2], dims: [3, 1, 2] }), flatten(), logits()],
    });
    await loadTorchWeights(model, safetensors(stored));
    expectAllClose(
      await (model.predict(tf.expandDims(x)) as tf.Tensor).data(),
      product(channelsFirst(x.arraySync())),
      1e-5,
    );
  });

  it('of steps is read as it is, of a convolution over steps with its channels first', async () => {
    const steps = sequential({
      layers: [layers.dense({ inputShape: [4, 2], units: 2, name: 'each' }), flatten(), logits()],
    });
    const each = {
      'each.weight': { shape: [2, 2], values: [1, 0, 0, 1] },
      'each.bias': { shape: [2], values: [0, 0] },
    };
    await loadTorchWeights(steps, safetensors({ ...each, ...stored }));
    const row = tf.randomNormal([4, 2], 0, 1, 'float32', 5) as tf.Tensor2D;
    expectAllClose(
      await (steps.predict(tf.expandDims(row)) as tf.Tensor).data(),
      product(row.arraySync().flat()),
      1e-5,
    );
    const signal = sequential({
      layers: [layers.conv1d({ inputShape: [4, 2], filters: 2, kernelSize: 1, name: 'each' }), flatten(), logits()],
    });
    await loadTorchWeights(
      signal,
      safetensors({ ...each, 'each.weight': { shape: [2, 2, 1], values: [1, 0, 0, 1] }, ...stored }),
    );
    const turned = [0, 1].flatMap((c) => row.arraySync().map((step) => step[c]));
    expectAllClose(await (signal.predict(tf.expandDims(row)) as tf.Tensor).data(), product(turned), 1e-5);
  });

  it('in a way that is not known is refused', async () => {
    const image = input({ shape: [2, 2, 1] });
    const maps = [1, 2].map((i) =>
      layers.flatten().apply(layers.conv2d({ filters: 2, kernelSize: 2, padding: 'same', name: `c${i}` }).apply(image)),
    );
    const both = layers.concatenate({ name: 'both' }).apply(maps as SymbolicTensor[]);
    const model = makeModel({ inputs: image, outputs: logits().apply(both as SymbolicTensor) as SymbolicTensor });
    const file = {
      'c1.weight': sines(2, 1, 2, 2),
      'c1.bias': sines(2),
      'c2.weight': sines(2, 1, 2, 2),
      'c2.bias': sines(2),
      'logits.weight': sines(3, 16),
      'logits.bias': sines(3),
    };
    await expectRefused(
      model,
      () => loadTorchWeights(model, safetensors(file)),
      "a layer 'logits' that reads a map flattened through 'both' (Concatenate), where the order of PyTorch is not known",
    );
  });
});
