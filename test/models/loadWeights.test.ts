import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import {
  flaxNames,
  loadFlaxWeights,
  loadTorchWeights,
  mlp,
  parseSafetensors,
  resnet,
  torchNames,
  vgg,
} from 'geocollapse/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectNoLeak } from '../support/leaks.js';
import { networkCase, networkFile, ORIGINALS } from '../support/networks.js';
import { safetensors } from '../support/safetensors.js';

const rest = { ignore: /^fixture\./ };
const weights = (model: LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);
const linear = () => mlp({ hidden: [], inputShape: [2, 1, 2], classes: 3 });
/** What the linear network's PyTorch twin, flatten and Linear(4, 3), stores. */
const twin = {
  weight: { shape: [3, 4], values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  bias: { shape: [3], values: [7, 8, 9] },
};
const named = (prefix: string) =>
  safetensors(Object.fromEntries(Object.entries(twin).map(([name, value]) => [`${prefix}${name}`, value])));

describe('loadTorchWeights', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('transposes a kernel that reads a flattened map: its channels come first there', async () => {
    const model = linear();
    await loadTorchWeights(model, named('logits.'));
    // Row by row of our kernel: (place 0, channel 0), (0, 1), (1, 0), (1, 1); PyTorch has channel 0 at 0 and 1 first.
    expect(weights(model)[0]).toEqual([0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11]);
    expect(weights(model)[1]).toEqual([7, 8, 9]);
  });

  it('transposes the batch norm of a flattened map as well, and reads through it', async () => {
    const model = sequential({
      layers: [
        layers.reshape({ inputShape: [2, 1, 2], targetShape: [4] }),
        layers.batchNormalization({ name: 'norm' }),
        layers.dropout({ rate: 0.5 }),
        layers.dense({ name: 'logits', units: 3 }),
      ],
    });
    const row = (values: number[]) => ({ shape: [4], values });
    const norm = { weight: [1, 2, 3, 4], bias: [5, 6, 7, 8], running_mean: [0, 1, 2, 3], running_var: [1, 2, 3, 4] };
    const named = Object.entries(norm).map(([name, values]) => [`norm.${name}`, row(values)]);
    const { weight, bias } = twin;
    const file = safetensors({ ...Object.fromEntries(named), 'logits.weight': weight, 'logits.bias': bias });
    await loadTorchWeights(model, file, { ignore: /^logits\.none/g, epsilon: 1e-3 });
    const trainable = model.getWeights(true).map((each) => [...each.dataSync()]);
    expect(trainable.slice(0, 2)).toEqual([
      [1, 3, 2, 4],
      [5, 7, 6, 8],
    ]);
    expect(trainable.slice(2)).toEqual([
      [0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11],
      [7, 8, 9],
    ]);
    expect(
      model
        .getLayer('norm')
        .getWeights()
        .slice(2)
        .map((each) => [...each.dataSync()]),
    ).toEqual([
      [0, 2, 1, 3],
      [1, 3, 2, 4],
    ]);
  });

  it('takes names of the user, prefixes of wrappers, bytes, buffers and paths', async () => {
    const expected = linear();
    await loadTorchWeights(expected, named('logits.'));
    const folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
    const path = join(folder, 'twin.safetensors');
    writeFileSync(path, named('module.net.1.'));
    try {
      for (const file of [path, named('_orig_mod.module.net.1.'), new Uint8Array(named('net.1.')).buffer]) {
        const model = linear();
        await loadTorchWeights(model, file, { names: { logits: 'net.1' } });
        expect(weights(model)).toEqual(weights(expected));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes the table of torchvision with other names in it', async () => {
    const stored = parseSafetensors(networkFile('torch-resnet18'));
    const renamed = (name: string) => name.replace('downsample', 'shortcut').replace(/^fc/, 'linear');
    const floats = Object.entries(stored).filter(([name, { dtype }]) => dtype === 'F32' && !name.startsWith('fixture'));
    const file = safetensors(
      Object.fromEntries(floats.map(([name, { shape, values }]) => [renamed(name), { shape, values: values() }])),
    );
    const [model, expected] = [ORIGINALS['torch-resnet18'](), ORIGINALS['torch-resnet18']()];
    const names = Object.entries(torchNames(model)).map(([layer, name]) => [layer, renamed(name)]);
    await loadTorchWeights(model, file, { names: Object.fromEntries(names) });
    await loadTorchWeights(expected, networkFile('torch-resnet18'), rest);
    expect(weights(model)).toEqual(weights(expected));
  });

  it('names the layers as torchvision does', () => {
    const r18 = torchNames(ORIGINALS['torch-resnet18']());
    expect(r18).toMatchObject({
      stem_conv: 'conv1',
      stem_conv_bn: 'bn1',
      logits: 'fc',
      stage4_block2_conv2_bn: 'layer4.1.bn2',
    });
    expect(r18).toMatchObject({
      stage2_block1_shortcut: 'layer2.0.downsample.0',
      stage2_block1_shortcut_bn: 'layer2.0.downsample.1',
    });
    expect(torchNames(ORIGINALS['torch-vgg13-bn']())).toMatchObject({
      block2_conv1_bn: 'features.8',
      logits: 'classifier.6',
    });
    expect(torchNames(vgg({ width: 1 / 64, batchNorm: false }))).toMatchObject({
      block2_conv1: 'features.5',
      logits: 'classifier',
    });
    expect(torchNames(mlp())).toEqual({ dense1: 'dense1', dense2: 'dense2', logits: 'logits' });
  });

  it('lists all that is wrong in one error, and changes nothing', async () => {
    const model = resnet({ depth: 34, inputShape: [48, 37, 3], width: 1 / 32, classes: 7, convention: 'torch' });
    const before = weights(model);
    const error = await loadTorchWeights(model, networkFile('torch-resnet18')).catch((e: Error) => e);
    expect((error as Error).message).toMatch(
      /^loadTorchWeights: file must hold the weights of 'resnet34' and no others, got /,
    );
    expect((error as Error).message).toContain("no layer1.2.conv1.weight [2,2,3,3] (for layer 'stage1_block3_conv1')");
    expect((error as Error).message).toMatch(
      /; and \d+ more\. Build the model with the depth, classes and head of the file/,
    );
    expect(weights(model)).toEqual(before);
    const other = ORIGINALS['torch-resnet18'];
    await expect(loadTorchWeights(other(), networkFile('torch-resnet18'))).rejects.toThrow(
      'got fixture.cotangent [2,5], which the model has no place for; fixture.gradient [2,48,37,3], which',
    );
    const wider = resnet({ inputShape: [48, 37, 3], width: 1 / 32, classes: 7, convention: 'torch' });
    await expect(loadTorchWeights(wider, networkFile('torch-resnet18'), rest)).rejects.toThrow(
      'got fc.weight [5,16] instead of [7,16]; fc.bias [5] instead of [7]. Build',
    );
  });

  it('refuses a ResNet of the other convention: the weights would fit, and the numbers differ', async () => {
    const flax = () => resnet({ inputShape: [48, 37, 3], width: 1 / 32, classes: 5 });
    await expect(loadTorchWeights(flax(), networkFile('torch-resnet18'), rest)).rejects.toThrow(
      "loadTorchWeights: model must be a ResNet of convention 'torch', got one of convention 'flax'. Build it with resnet({ convention: 'torch' })",
    );
    await expect(loadFlaxWeights(ORIGINALS['torch-resnet18'](), networkFile('flax-resnet18'), rest)).rejects.toThrow(
      "a ResNet of convention 'flax', got one of convention 'torch'",
    );
    const model = ORIGINALS['torch-resnet18']();
    await loadTorchWeights(model, networkFile('torch-resnet18'), rest);
    const other = resnet({ inputShape: [48, 40, 3], width: 1 / 32, classes: 5 });
    const same = resnet({ inputShape: [48, 40, 3], width: 1 / 32, classes: 5, convention: 'torch' });
    for (const each of [other, same]) each.setWeights(model.getWeights());
    const x = tf.pad(networkCase('torch-resnet18').input as tf.Tensor4D, [
      [0, 0],
      [0, 0],
      [0, 3],
      [0, 0],
    ]);
    const [a, b] = [other, same].map((each) => each.predict(x) as tf.Tensor);
    expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeGreaterThan(0.1);
  });

  it('refuses what is no file', async () => {
    await expect(loadTorchWeights(linear(), 'no/such/file')).rejects.toThrow(
      /^loadTorchWeights: file must be a file that can be read, got ENOENT: .*no\/such\/file/,
    );
    await expect(loadTorchWeights(linear(), {} as string)).rejects.toThrow(
      'file must be a path or the bytes of a file',
    );
    await expect(loadTorchWeights(linear(), new Uint8Array(3))).rejects.toThrow(
      'loadTorchWeights: file must be a whole',
    );
  });

  it('leaves no tensor behind, nor when it refuses', async () => {
    const model = ORIGINALS['torch-resnet18']();
    await expectNoLeak(() => loadTorchWeights(model, networkFile('torch-resnet18'), rest));
    await expectNoLeak(() => loadTorchWeights(model, networkFile('torch-resnet50')), 'loadTorchWeights: ');
  });
});

describe('loadFlaxWeights', () => {
  it('takes names joined by dots or slashes, with or without their collection', async () => {
    const kernel = { shape: [4, 3], values: twin.weight.values };
    for (const [k, b] of [
      ['Dense_0.kernel', 'Dense_0.bias'],
      ['params/Dense_0/kernel', 'params/Dense_0/bias'],
    ]) {
      const model = linear();
      await loadFlaxWeights(model, safetensors({ [k]: kernel, [b]: twin.bias }));
      expect(weights(model)).toEqual([twin.weight.values, twin.bias.values]);
    }
  });

  it('names the layers of a ResNet as the ImageNet example does, and others as they come', () => {
    expect(flaxNames(resnet({ depth: 50, width: 1 / 64 }))).toMatchObject({
      stem_conv: 'conv_init',
      stem_conv_bn: 'bn_init',
      stage2_block1_conv3_bn: 'BottleneckResNetBlock_3.BatchNorm_2',
      stage2_block1_shortcut: 'BottleneckResNetBlock_3.conv_proj',
      logits: 'Dense_0',
    });
    expect(flaxNames(vgg({ depth: 11, width: 1 / 64 }))).toMatchObject({
      block2_conv1_bn: 'BatchNorm_1',
      logits: 'Dense_0',
    });
  });
});
