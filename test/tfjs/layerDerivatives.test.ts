import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { geometricComplexityPenalty, squaredJacobianNorms } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { random } from './operations.js';

const kernelInitializer = initializers.glorotNormal({ seed: 3 });
const depthwiseInitializer = initializers.glorotNormal({ seed: 4 });
const pointwiseInitializer = initializers.glorotNormal({ seed: 5 });
const alphaInitializer = initializers.constant({ value: 0.3 });

/** Layers between a convolution and what makes numbers of an image, each with its kind of derivative. */
const between = {
  leakyReLU: () => layers.leakyReLU({ alpha: 0.2 }),
  prelu: () => layers.prelu({ alphaInitializer }),
  elu: () => layers.elu(),
  reLU6: () => layers.reLU({ maxValue: 0.5 }),
  thresholdedReLU: () => layers.thresholdedReLU({ theta: 0.05 }),
  selu: () => layers.activation({ activation: 'selu' }),
  swish: () => layers.activation({ activation: 'swish' }),
  mish: () => layers.activation({ activation: 'mish' }),
  softsign: () => layers.activation({ activation: 'softsign' }),
  hardSigmoid: () => layers.activation({ activation: 'hardSigmoid' }),
  softplus: () => layers.activation({ activation: 'softplus' }),
  'upSampling2d, nearest': () => layers.upSampling2d({ size: [2, 2] }),
  'upSampling2d, bilinear': () => layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
  separableConv2d: () =>
    layers.separableConv2d({
      filters: 2,
      kernelSize: 2,
      depthwiseInitializer,
      pointwiseInitializer,
      activation: 'tanh',
    }),
  depthwiseConv2d: () => layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer, activation: 'elu' }),
  conv2dTranspose: () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, kernelInitializer }),
  layerNormalization: () => layers.layerNormalization(),
  'layerNormalization without scale': () => layers.layerNormalization({ scale: false, center: false }),
  'batchNormalization without scale': () => layers.batchNormalization({ scale: false }),
  averagePooling2d: () => layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }),
  maxPooling2d: () => layers.maxPooling2d({ poolSize: 2, strides: 1 }),
  zeroPadding2d: () => layers.zeroPadding2d({ padding: 1 }),
  cropping2D: () => layers.cropping2D({ cropping: 1 }),
};

const model = (layer: keyof typeof between, pooling: 'max' | 'average') =>
  sequential({
    layers: [
      layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, activation: 'tanh', kernelInitializer }),
      between[layer](),
      layers.activation({ activation: 'sigmoid' }),
      pooling === 'max' ? layers.globalMaxPooling2d({}) : layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: 'tanh', kernelInitializer }),
    ],
  });

onEveryBackend('a layer of tf.layers', () => {
  beforeAll(() => registerWasmKernels());

  for (const layer of Object.keys(between) as (keyof typeof between)[]) {
    it(`has derivatives in the input and in the weights that differences have: ${layer}`, async () => {
      const pooling = layer.startsWith('layerN') ? 'max' : 'average';
      const net = model(layer, pooling);
      // The penalty jumps where an activation is at its kink or another entry becomes the largest: not near these
      // inputs.
      const [seed, step] = layer === 'maxPooling2d' ? [1, 3e-4] : [9, 2e-3];
      const x = random([2, 6, 6, 2], seed);
      const f = (t: tf.Tensor) => net.apply(t) as tf.Tensor;
      const norms = [0, 0];
      for (let moved = 0; moved < 72; moved++) {
        const at = (h: number) =>
          tf.tidy(() =>
            f(
              tf.tensor(
                x.dataSync().map((v, i) => (i % 72 === moved ? v + h : v)),
                x.shape,
              ),
            ).dataSync(),
          );
        const [up, down] = [at(4e-3), at(-4e-3)];
        for (let i = 0; i < 6; i++) norms[Math.floor(i / 3)] += ((up[i] - down[i]) / 8e-3) ** 2;
      }
      expectAllClose(await squaredJacobianNorms(net, x, { check: false } as never), norms, 2e-2);

      const weights = net.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
      const start = weights.map((weight) => weight.dataSync().slice());
      const directions = weights.map(({ shape }, i) => random(shape, 20 + i).dataSync());
      const penalty = () => geometricComplexityPenalty(net, x, { seed: 1, probes: 2, check: false });
      const at = (h: number) =>
        tf.tidy(() => {
          for (const [i, weight] of weights.entries()) {
            weight.assign(
              tf.tensor(
                start[i].map((v: number, j: number) => v + h * directions[i][j]),
                weight.shape,
              ),
            );
          }
          return penalty().dataSync()[0];
        });
      const difference = (h: number) => (at(h) - at(-h)) / (2 * h);
      const expected = (4 * difference(step) - difference(2 * step)) / 3;
      const scale = at(0);
      const { grads } = tf.variableGrads(penalty, weights);
      const along = weights.reduce((sum, { name }, i) => {
        return (
          sum + tf.tidy(() => tf.sum(tf.mul(grads[name], tf.tensor(directions[i], grads[name].shape))).dataSync()[0])
        );
      }, 0);
      expectClose(along, expected, 2e-2, scale / 10);
    });
  }
});
