import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity } from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { mlp, splitAtEmbedding } from 'geocollapse/models';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';

onEveryBackend('an MLP', (backend) => {
  it.each(['relu', 'tanh', 'sigmoid', 'softplus', 'linear'] as const)(
    'with %s is the plain loop over its weights, and its complexity that of differences',
    async (activation) => {
      await useBestBackend({ prefer: backend, print: false });
      const model = mlp({ hidden: [6, 5], inputShape: [4], classes: 3, activation, initialisation: 'torch', seed: 7 });
      const { embedding, classifier, layer } = splitAtEmbedding(model);
      expect([layer, classifier.weights.shape]).toEqual(['embedding', [5, 3]]);
      const [w1, b1, w2, b2] = model.getWeights().map((weight) => weight.arraySync()) as [
        number[][],
        number[],
        number[][],
        number[],
      ];
      const act = {
        relu: (z: number) => Math.max(0, z),
        tanh: Math.tanh,
        sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
        softplus: (z: number) => Math.log1p(Math.exp(z)),
        linear: (z: number) => z,
      }[activation];
      const affine = (x: number[], w: number[][], b: number[]) =>
        b.map((bias, j) => act(x.reduce((sum, value, i) => sum + value * w[i][j], bias)));
      const plain = (x: number[]) => affine(affine(x, w1, b1), w2, b2);
      const x = [0.9, -0.4, 1.3, 0.2];
      const features = (embedding(tf.tensor2d([x])).arraySync() as number[][])[0];
      const difference = 1e-5;
      let complexity = 0;
      for (const [j, value] of plain(x).entries()) expectClose(features[j], value, 1e-5, 1);
      for (let i = 0; i < 4; i++) {
        const at = (step: number) => plain(x.map((value, k) => (k === i ? value + step : value)));
        const [up, down] = [at(difference), at(-difference)];
        complexity += up.reduce((sum, value, j) => sum + ((value - down[j]) / (2 * difference)) ** 2, 0);
      }
      const { mean } = await geometricComplexity(embedding, tf.tensor2d([x]), { estimator: 'exact' });
      expectClose(mean, complexity, 1e-4);
    },
  );

  it('without hidden layers is linear: the complexity of its logits is the squared norm of its kernel', async () => {
    const model = mlp({ hidden: [], inputShape: [3, 2], classes: 4 });
    const { mean } = await geometricComplexity(model, tf.ones([2, 3, 2]), { estimator: 'exact' });
    expectClose(mean, tf.sum(tf.square(model.getWeights()[0])).dataSync()[0], 1e-5);
    expect(splitAtEmbedding(model).layer).toBe('embedding');
  });

  it('draws He, LeCun or PyTorch initial weights from its seed', () => {
    const variance = (initialisation: 'he' | 'lecun' | 'torch') => {
      const [kernel] = mlp({ hidden: [400], inputShape: [250], initialisation, seed: 1 }).getWeights();
      return tf.moments(kernel).variance.dataSync()[0];
    };
    expectClose(variance('he'), 2 / 250, 0.02);
    expectClose(variance('lecun'), 1 / 250, 0.02);
    expectClose(variance('torch'), 1 / (3 * 250), 0.02);
  });

  it('refuses what it cannot make, and says what it can', () => {
    expect(() => mlp({ hidden: [3, 0] })).toThrow('mlp: hidden[1] must be a whole number of at least 1, got 0.');
    expect(() => mlp({ hidden: 3 as never })).toThrow('mlp: hidden must be an array of units, got 3.');
    expect(() => mlp({ inputShape: [] })).toThrow('mlp: inputShape must be an array of sizes, got [].');
    expect(() => mlp({ activation: 'gelu' as 'relu' })).toThrow("must be one of 'relu', 'tanh', 'sigmoid'");
  });
});
