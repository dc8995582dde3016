import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import {
  geometricComplexity,
  geometricComplexityOfBatches,
  geometricComplexityOfLayers,
  geometricComplexityPenalty,
  jacobian,
  squaredJacobianNorms,
} from 'geocollapse';
import { splitAtEmbedding } from 'geocollapse/models';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

/** x -> 2 x -> W (2 x) + b, and the softmax of it if asked for. */
function classifier(end: 'logits' | 'activation' | 'layer' | 'nested'): layers.Sequential {
  const hidden = () =>
    layers.layers.dense({
      units: 2,
      inputShape: [2],
      useBias: false,
      weights: [
        tf.tensor2d([
          [2, 0],
          [0, 2],
        ]),
      ],
    });
  const head = (activation?: 'softmax') =>
    layers.layers.dense({
      units: 2,
      inputShape: [2],
      weights: [
        tf.tensor2d([
          [3, 0],
          [0, 4],
        ]),
        tf.tensor1d([1, -1]),
      ],
      activation,
    });
  if (end === 'logits') return layers.sequential({ layers: [hidden(), head()] });
  if (end === 'activation') return layers.sequential({ layers: [hidden(), head('softmax')] });
  if (end === 'layer') return layers.sequential({ layers: [hidden(), head(), layers.layers.softmax()] });
  return layers.sequential({ layers: [hidden(), layers.sequential({ layers: [head('softmax')] })] });
}

const entrances: [string, (f: layers.LayersModel, x: tf.Tensor) => Promise<unknown>][] = [
  ['geometricComplexity', (f, x) => geometricComplexity(f, x)],
  ['geometricComplexityOfBatches', (f, x) => geometricComplexityOfBatches(f, [x])],
  ['squaredJacobianNorms', (f, x) => squaredJacobianNorms(f, x)],
  ['jacobian', async (f, x) => jacobian(f, x)],
  ['geometricComplexityPenalty', async (f, x) => geometricComplexityPenalty(f, x)],
];

onEveryBackend('a classifier passed whole', () => {
  const x = () =>
    tf.tensor2d([
      [0.1, 0.2],
      [0.3, -0.1],
      [0, 0.5],
    ]);

  describe.each(entrances)('to %s', (name, measure) => {
    it.each(['activation', 'layer', 'nested'] as const)('is refused where it ends in softmax: %s', async (end) => {
      const model = classifier(end);
      const input = x();
      const got = 'a LayersModel that ends in softmax (probabilities)';
      const message = `${name}: f must be an embedding, got ${got}. Pass splitAtEmbedding`;
      await expectNoLeak(() => measure(model, input), message);
      model.dispose();
      input.dispose();
    });

    it('is measured at its logits where it ends in them', async () => {
      const model = classifier('logits');
      await measure(model, x());
    });
  });

  it('has the complexity of its logits, which is not that of its embedding', async () => {
    const model = classifier('logits');
    const options = { estimator: 'exact' } as const;
    expectClose((await geometricComplexity(model, x(), options)).mean, 4 * (9 + 16), 1e-6);
    expectClose((await geometricComplexity(splitAtEmbedding(model).embedding, x(), options)).mean, 8, 1e-6);
  });

  it('has the complexity of its probabilities p in a function that returns them: sum (p_i (W_i - sum_j p_j W_j))^2', async () => {
    const model = classifier('activation');
    const input = x();
    const { perExample } = await geometricComplexity((t) => model.predict(t) as tf.Tensor, input, {
      estimator: 'exact',
    });
    const rows = await input.array();
    for (const [i, [a, b]] of rows.entries()) {
      const [first, second] = [Math.exp(6 * a + 1), Math.exp(8 * b - 1)];
      const p = first / (first + second); // dp/dlogits = p (1 - p) (1, -1), for either output up to its sign
      expectClose(perExample[i], 2 * (p * (1 - p)) ** 2 * (36 + 64), 1e-4);
    }
  });

  it('is measured at a layer with softmax that is asked for by name', async () => {
    const model = classifier('activation');
    const name = model.layers[1].name;
    const record = await geometricComplexityOfLayers(model, x(), { layers: [name] });
    expect(record[name].mean).toBeGreaterThan(0);
  });
});
