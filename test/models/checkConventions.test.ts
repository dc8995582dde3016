import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { loadFlaxWeights, loadTorchWeights } from 'geocollapse/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAllClose } from '../support/close.js';
import { safetensors } from '../support/safetensors.js';
import { expectRefused, refusal, sines, torchConvolution, weights } from '../support/weights.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('the convention of PyTorch', () => {
  const network = (size: number, options: Parameters<typeof layers.conv2d>[0]) =>
    sequential({ layers: [layers.conv2d({ inputShape: [size, size, 2], name: 'conv', useBias: false, ...options })] });

  it.each([
    [7, 3, 2, 'same', 1],
    [9, 5, 2, 'same', 2],
    [8, 3, 1, 'same', 1],
    [8, 1, 2, 'same', 0],
    [8, 2, 2, 'same', 0],
    [8, 3, 2, 'valid', 0],
  ] as const)(
    'has the padding of %i places, window %i, stride %i, %s',
    async (size, kernelSize, strides, padding, theirs) => {
      const model = network(size, { filters: 3, kernelSize, strides, padding });
      const weight = sines(3, 2, kernelSize, kernelSize);
      await loadTorchWeights(model, safetensors({ 'conv.weight': weight }));
      const x = tf.randomNormal([size, size, 2], 0, 1, 'float32', 5) as tf.Tensor3D;
      const expected = torchConvolution(x.arraySync(), weight, 3, kernelSize, strides, theirs);
      expectAllClose(await (model.predict(tf.expandDims(x)) as tf.Tensor).data(), expected, 1e-5);
    },
  );

  it.each([
    [8, 3, 2],
    [224, 7, 2],
    [8, 5, 2],
    [10, 3, 4],
    [null, 3, 2],
  ])("refuses 'same' where it pads unevenly: %j places, window %i, stride %i", async (size, kernelSize, strides) => {
    const model = sequential({
      layers: [
        layers.conv2d({
          batchInputShape: [null, size, size, 2] as never,
          name: 'conv',
          filters: 3,
          kernelSize,
          strides,
          padding: 'same',
          useBias: false,
        }),
      ],
    });
    await expectRefused(
      model,
      () => loadTorchWeights(model, safetensors({ 'conv.weight': sines(3, 2, kernelSize, kernelSize) })),
      `loadTorchWeights: model must pad as PyTorch does, got 'conv' with padding 'same', window ${kernelSize} and stride ${strides} on ${
        size ?? 'any number of'
      } places. Put zeroPadding2d({ padding: ${(kernelSize - 1) / 2} }) before it and use padding: 'valid', or pass { check:`,
    );
    // Flax pads as we do.
    const kernel = { shape: [kernelSize, kernelSize, 2, 3], values: sines(kernelSize, kernelSize, 2, 3).values };
    await loadFlaxWeights(model, safetensors({ 'Conv_0.kernel': kernel }));
  });

  it('is kept by the remedy', async () => {
    const weight = sines(3, 2, 3, 3);
    const model = sequential({
      layers: [
        layers.zeroPadding2d({ inputShape: [8, 8, 2], padding: 1 } as never),
        layers.conv2d({ name: 'conv', filters: 3, kernelSize: 3, strides: 2, padding: 'valid', useBias: false }),
      ],
    });
    await loadTorchWeights(model, safetensors({ 'conv.weight': weight }));
    const x = tf.randomNormal([8, 8, 2], 0, 1, 'float32', 5) as tf.Tensor3D;
    expectAllClose(
      await (model.predict(tf.expandDims(x)) as tf.Tensor).data(),
      torchConvolution(x.arraySync(), weight, 3, 3, 2, 1),
      1e-5,
    );
  });

  const before = layers.conv2d;
  const conv = { filters: 2, kernelSize: 1, name: 'conv', useBias: false, inputShape: [7, 7, 2] };
  const then =
    (...chain: layers.Layer[]) =>
    () =>
      sequential({ layers: [before(conv), ...chain] });
  it.each<[string, () => LayersModel, torch: string, flax: string]>([
    ['a maximum over an odd map', then(layers.maxPooling2d({ padding: 'same' })), 'must pad as PyTorch', 'accepted'],
    [
      'a maximum of 3 by 2 on an odd map',
      then(layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
      'accepted',
      'accepted',
    ],
    [
      'an average that leaves out what is beyond the map',
      then(layers.averagePooling2d({ padding: 'same' })),
      'must pad as PyTorch',
      'must pad as Flax',
    ],
    ['an average within the map', then(layers.averagePooling2d({ padding: 'valid' })), 'accepted', 'accepted'],
    [
      'zeros on two sides',
      then(
        layers.zeroPadding2d({
          padding: [
            [0, 1],
            [0, 1],
          ],
        }),
      ),
      'must pad evenly, as PyTorch does',
      'accepted',
    ],
    [
      'the slope of TensorFlow.js',
      then(layers.leakyReLU({})),
      "must have the slopes of the original, got 'leaky",
      'must have the slopes',
    ],
    ['a slope of .01', then(layers.leakyReLU({ alpha: 0.01 })), 'accepted', 'accepted'],
    [
      'hard sigmoid',
      then(layers.activation({ activation: 'hardSigmoid' })),
      'the activations of the original',
      'the activations of',
    ],
    ['exact GELU', then(layers.activation({ activation: 'gelu' as never })), 'accepted', 'has the approximate one'],
    ['approximate GELU', then(layers.activation({ activation: 'gelu_new' as never })), 'has the exact one', 'accepted'],
  ])('and that of Flax are held against %s', async (_, make, torch, flax) => {
    expect(await refusal(loadTorchWeights(make(), safetensors({ 'conv.weight': sines(2, 2, 1, 1) })))).toContain(torch);
    expect(await refusal(loadFlaxWeights(make(), safetensors({ 'Conv_0.kernel': sines(1, 1, 2, 2) })))).toContain(flax);
  });

  it('has the transposed convolution of PyTorch, kernels of inputs first, where it pads evenly', async () => {
    const make = (kernelSize: number) =>
      sequential({
        layers: [
          layers.conv2dTranspose({
            inputShape: [3, 3, 2],
            name: 'up',
            filters: 1,
            kernelSize,
            strides: 2,
            padding: 'same',
            useBias: false,
          }),
        ],
      });
    const [weight, model] = [sines(2, 1, 4, 4), make(4)];
    await loadTorchWeights(model, safetensors({ 'up.weight': weight }));
    const x = tf.randomNormal([3, 3, 2], 0, 1, 'float32', 5) as tf.Tensor3D;
    // ConvTranspose2d(2, 1, 4, stride 2, padding 1): every value spreads its kernel, one place is cut off on each side.
    const out = new Array(36).fill(0);
    for (const [i, row] of x.arraySync().entries())
      for (const [j, place] of row.entries())
        for (const [c, value] of place.entries())
          for (let a = 0; a < 4; a++)
            for (let b = 0; b < 4; b++) {
              const [u, v] = [2 * i + a - 1, 2 * j + b - 1];
              if (u >= 0 && u < 6 && v >= 0 && v < 6) out[6 * u + v] += value * weight.values[(c * 4 + a) * 4 + b];
            }
    expectAllClose(await (model.predict(tf.expandDims(x)) as tf.Tensor).data(), out, 1e-5);
    await expect(loadTorchWeights(make(3), safetensors({ 'up.weight': sines(2, 1, 3, 3) }))).rejects.toThrow(
      "got 'up' with padding",
    );
    await expect(
      loadFlaxWeights(make(4), safetensors({ 'ConvTranspose_0.kernel': sines(4, 4, 1, 2) })),
    ).rejects.toThrow('must be without transposed');
  });

  it('has depthwise convolutions, embeddings and layer norms', async () => {
    const model = sequential({
      layers: [
        layers.depthwiseConv2d({
          inputShape: [4, 4, 3],
          name: 'depth',
          kernelSize: 3,
          depthMultiplier: 2,
          useBias: false,
        }),
      ],
    });
    const weight = sines(6, 1, 3, 3);
    await loadTorchWeights(model, safetensors({ 'depth.weight': weight }));
    const x = tf.randomNormal([4, 4, 3], 0, 1, 'float32', 5) as tf.Tensor3D;
    const values = x.arraySync();
    const perChannel = [0, 1, 2, 3, 4, 5].map((o) => {
      const own = { values: Array.from(weight.values).slice(9 * o, 9 * o + 9) };
      return torchConvolution(
        values.map((row) => row.map((place) => [place[Math.floor(o / 2)]])),
        own,
        1,
        3,
        1,
        0,
      );
    });
    const expected = perChannel[0].flatMap((_, place) => perChannel.map((channel) => channel[place]));
    expectAllClose(await (model.predict(tf.expandDims(x)) as tf.Tensor).data(), expected, 1e-5);

    const text = sequential({
      layers: [
        layers.embedding({ inputLength: 2, inputDim: 4, outputDim: 3, name: 'words' }),
        layers.layerNormalization({ name: 'norm', epsilon: 1e-5 }),
      ],
    });
    const table = sines(4, 3);
    await loadTorchWeights(
      text,
      safetensors({ 'words.weight': table, 'norm.weight': sines(3), 'norm.bias': sines(3) }),
    );
    expectAllClose(weights(text)[0], table.values, 1e-6);
    const flax = { 'Embed_0.embedding': table, 'LayerNorm_0.scale': sines(3), 'LayerNorm_0.bias': sines(3) };
    await expectRefused(
      text,
      () => loadFlaxWeights(text, safetensors(flax)),
      "epsilon 0.000001, as Flax has by default, got 'norm' with 0.00001",
    );
    await loadFlaxWeights(text, safetensors(flax), { epsilon: { norm: 1e-5 } });
  });

  it('has the epsilon of batch norm, or the one that is told', async () => {
    const norms = {
      'n.weight': sines(2),
      'n.bias': sines(2),
      'n.running_mean': sines(2),
      'n.running_var': { shape: [2], values: [1, 2] },
    };
    const make = (epsilon: number) =>
      sequential({ layers: [layers.batchNormalization({ inputShape: [2], name: 'n', epsilon })] });
    const load =
      (epsilon: number, options = {}) =>
      () =>
        loadTorchWeights(make(epsilon), safetensors(norms), options);
    expect(await refusal(load(1e-5)())).toBe('accepted');
    expect(await refusal(load(1e-3, { epsilon: 1e-3 })())).toBe('accepted');
    expect(await refusal(load(1e-3, { epsilon: { n: 1e-3 } })())).toBe('accepted');
    expect(await refusal(load(1e-3)())).toBe(
      "loadTorchWeights: model must be one of normalisations with epsilon 0.00001, as PyTorch has by default, got 'n' with 0.001. " +
        'Build the model with epsilon: 0.00001, or pass { epsilon: 0.001 } if that is what the original has.',
    );
    expect(await refusal(load(1e-5, { epsilon: 1e-3 })())).toContain(
      "epsilon 0.001, as { epsilon } says, got 'n' with 0.00001.",
    );
    expect(await refusal(load(1e-5, { epsilon: { m: 1e-3 } })())).toContain(
      "epsilon must be by names of layers that normalise, got 'm'. Leave it out, or name one of n.",
    );
  });

  it('has a variance of at least 0', async () => {
    const norms = {
      'n.weight': sines(2),
      'n.bias': sines(2),
      'n.running_mean': sines(2),
      'n.running_var': { shape: [2], values: [1, -2] },
    };
    const model = sequential({ layers: [layers.batchNormalization({ inputShape: [2], name: 'n', epsilon: 1e-5 })] });
    await expectRefused(
      model,
      () => loadTorchWeights(model, safetensors(norms)),
      "'n.running_var' must be finite variances of at least 0, got -2 at index 1",
    );
  });
});
