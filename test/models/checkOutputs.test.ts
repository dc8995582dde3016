import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, model as makeModel, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { loadTorchWeights, parseSafetensors, vgg } from 'geocollapse/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkCase, networkFile, ORIGINALS } from '../support/networks.js';
import { safetensors } from '../support/safetensors.js';
import { dense, expectRefused, sines, torchConvolution, twin } from '../support/weights.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('check', () => {
  const rest = { ignore: /^fixture\./ };

  it('accepts the original, and the outputs of a file as they are read', async () => {
    const { input, output } = networkCase('torch-resnet18');
    await loadTorchWeights(ORIGINALS['torch-resnet18'](), networkFile('torch-resnet18'), {
      ...rest,
      check: { input, output },
    });
    const stored = parseSafetensors(networkFile('torch-resnet18'));
    await loadTorchWeights(ORIGINALS['torch-resnet18'](), networkFile('torch-resnet18'), {
      ...rest,
      check: { input: stored['fixture.input'], output: stored['fixture.output'] },
    });
  });

  it('refuses what differs, by how much and where first, and brings the old weights back', async () => {
    const model = dense();
    const right = dense();
    await loadTorchWeights(right, safetensors(twin));
    const x = tf.randomNormal([4, 3], 0, 1, 'float32', 5);
    const output = right.predict(x) as tf.Tensor;
    const hidden = makeModel({
      inputs: right.inputs,
      outputs: right.getLayer('dense1').output as SymbolicTensor,
    }).predict(x) as tf.Tensor;
    await loadTorchWeights(dense(), safetensors(twin), { check: { input: x, output, layers: { dense1: hidden } } });
    // A square kernel that was not transposed fits, and only its outputs tell.
    const turned = { shape: [2, 2], values: [0, 2, 1, 3].map((i) => twin['logits.weight'].values[i]) };
    const file = safetensors({ ...twin, 'logits.weight': turned });
    await expectRefused(
      model,
      () => loadTorchWeights(model, file, { check: { input: x, output } }),
      /^loadTorchWeights: model must give what the original gave, within 0\.1%, got the output wrong by [\d.]+% of its largest value \(/,
    );
    await expectRefused(
      model,
      () => loadTorchWeights(model, file, { check: { input: x, output, layers: { dense1: hidden } } }),
      /the output wrong by [\d.]+% of its largest value, after 'dense1', which agrees/,
    );
    await expectRefused(
      model,
      () =>
        loadTorchWeights(model, safetensors({ ...twin, 'dense1.bias': { shape: [2], values: [0, 0] } }), {
          check: { input: x, output, layers: { dense1: hidden } },
        }),
      /got 'dense1' wrong by/,
    );
    await loadTorchWeights(model, file, { check: { input: x, output, tolerance: 10 } });
  });

  it('decides on paddings that weights cannot tell', async () => {
    const make = () =>
      sequential({
        layers: [
          layers.conv2d({
            inputShape: [8, 8, 2],
            name: 'conv',
            filters: 3,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
            useBias: false,
          }),
        ],
      });
    const weight = sines(3, 2, 3, 3);
    const x = tf.randomNormal([8, 8, 2], 0, 1, 'float32', 5) as tf.Tensor3D;
    const theirs = tf.tensor(torchConvolution(x.arraySync(), weight, 3, 3, 2, 1), [1, 4, 4, 3]);
    const [model, batch] = [make(), tf.expandDims(x)];
    const file = safetensors({ 'conv.weight': weight });
    await expectRefused(
      model,
      () => loadTorchWeights(model, file, { check: { input: batch, output: theirs } }),
      /the output wrong by \d+/,
    );
    await loadTorchWeights(model, safetensors({ 'conv.weight': weight }), {
      check: { input: batch, output: model.predict(batch) as tf.Tensor, tolerance: 1e9 },
    });
  });

  it('refuses batches of another shape, layers that there are not, and what are no tensors', async () => {
    const model = dense();
    const [x, output] = [tf.ones([4, 3]), tf.ones([4, 2])];
    const load = (check: unknown) => () => loadTorchWeights(model, safetensors(twin), { check: check as never });
    await expectRefused(
      model,
      load({ input: tf.ones([4, 5]), output }),
      'check.input must be of shape [n,3], got [4,5].',
    );
    await expectRefused(
      model,
      load({ input: x, output: tf.ones([4, 3]) }),
      'check (the output) must be of shape [4,2], got [4,3].',
    );
    await expectRefused(
      model,
      load({ input: x, output, layers: { fc: output } }),
      "model must hold a layer 'fc' in its graph",
    );
    await expectRefused(
      model,
      load({ input: [1, 2], output }),
      'input must be a tensor, or a tensor of a safetensors file, got',
    );
    await expectRefused(model, load({ input: x }), 'output must be a tensor');
    await expectRefused(model, load({ input: x, output, tolerence: 1 }), "'tolerence'. Did you mean 'tolerance'?");
    const image = vgg({ depth: 11, width: 1 / 64 });
    await expect(
      loadTorchWeights(image, safetensors(Object.fromEntries([])), {
        check: { input: tf.ones([1, 3, 32, 32]), output },
      }),
    ).rejects.toThrow('file must hold the weights');
  });
});
