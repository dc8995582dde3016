import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { geometricComplexity, geometricComplexityPenalty } from 'geocollapse';
import { type BackendName, registerWasmKernels } from 'geocollapse/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../support/backends.js';
import { seededRandom } from '../../src/numeric/random.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { network } from '../support/network.js';
import { tfjsNode } from '../support/tfjsNode.js';

const random = (shape: number[], seed: number, scale = 1) => tf.randomNormal(shape, 0, scale, 'float32', seed);
type Map4 = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor;
const convolved: Map4 = (x, filter) => tf.conv2d(x, filter, 1, 'same');
/** Curved, so that second derivatives are not 0, and smooth, so that differences are derivatives. */
const bent = (x: tf.Tensor) => tf.mul(tf.sin(x), x) as tf.Tensor4D;

const through: Record<string, Map4> = {
  'a strided convolution': (x, filter) => bent(tf.conv2d(x, filter, 2, 'same')),
  'batch norm': (x, filter) =>
    bent(
      tf.batchNorm(
        bent(convolved(x, filter)),
        tf.tensor1d([0.1, 0.2, 0.3]),
        tf.tensor1d([1, 2, 3]),
        tf.zeros([3]),
        tf.tensor1d([1, 0.5, 2]),
      ),
    ),
  ReLU: (x, filter) => bent(tf.relu(convolved(x, filter))),
  'average pooling': (x, filter) => bent(tf.avgPool(bent(convolved(x, filter)), 2, 2, 'valid')),
  'overlapping max pooling': (x, filter) => bent(tf.maxPool(bent(convolved(x, filter)), 3, 2, 'same')),
  'max pooling that leaves a rest': (x, filter) => bent(tf.maxPool(bent(convolved(x, filter)), 2, 2, 'valid')),
  'a dense layer': (x, filter) =>
    tf.tanh(
      tf.matMul(tf.reshape(bent(convolved(x, filter)), [x.shape[0], -1]), random([75, 4], 5, 0.2) as tf.Tensor2D),
    ),
};
const padded: Record<string, Map4> = {
  'overlapping average pooling': (x, filter) => bent(tf.avgPool(bent(convolved(x, filter)), 3, 2, 'same')),
};

for (const backend of ['cpu', 'wasm', ...(tfjsNode ? (['tensorflow'] as const) : [])] as BackendName[]) {
  describe(`the penalty, on ${backend}`, () => {
    let cases: Record<string, Map4>;
    beforeAll(async () => {
      await tf.setBackend(backend);
      registerWasmKernels();
    });
    // The stock kernels of other backends have wrong first derivatives already, and are refused.
    cases = backend === 'tensorflow' ? { ...through, ...padded } : through;

    it.each(Object.keys(cases))('has the derivative in the weights that differences have, through %s', async (name) => {
      const f = cases[name];
      const x = random([2, 5, 5, 2], 1) as tf.Tensor4D;
      const filter = random([3, 3, 2, 3], 2, 0.4) as tf.Tensor4D;
      const direction = random([3, 3, 2, 3], 3);
      const penalty = (w: tf.Tensor) =>
        geometricComplexityPenalty((t) => f(t as tf.Tensor4D, w as tf.Tensor4D), x, { seed: 4 });
      const along = tf.sum(tf.mul(tf.grad(penalty)(filter), direction)).dataSync()[0];
      const step = 1e-3;
      const at = (t: number) => penalty(tf.add(filter, tf.mul(direction, t))).dataSync()[0];
      // Richardson's extrapolation of two central differences
      const difference = (h: number) => (at(h) - at(-h)) / (2 * h);
      expectClose(along, (4 * difference(step) - difference(2 * step)) / 3, 5e-3);
      expect(Math.abs(along)).toBeGreaterThan(0.1);
    });

    it('is an unbiased estimate of the geometric complexity', async () => {
      const net = network();
      const x = random([8, 6, 6, 2], 1);
      const { mean } = await geometricComplexity(net, x, { estimator: 'exact' });
      let average = 0;
      for (let seed = 0; seed < 20; seed++) average += geometricComplexityPenalty(net, x, { seed }).dataSync()[0] / 20;
      expectClose(average, mean, 0.1);
      const many = geometricComplexityPenalty(net, x, { probes: 20, seed: 7 }).dataSync()[0];
      expectClose(many, mean, 0.1);
    });
  });
}

describe('training with the penalty', () => {
  const toy = () => {
    const r = seededRandom(5);
    const labels = Int32Array.from({ length: 32 }, (_, i) => i % 3);
    const values = Float32Array.from({ length: 32 * 72 }, (_, at) => r.normal() + labels[Math.floor(at / 72)] - 1);
    return { x: tf.tensor(values, [32, 6, 6, 2]), y: tf.oneHot(tf.tensor1d(labels, 'int32'), 3) };
  };
  const run = (strength: number, { x, y }: ReturnType<typeof toy>): LayersModel => {
    const net = network(3);
    const head = tf.tidy(() => tf.variable(random([12, 3], 9, 0.3))) as unknown as tf.Variable<tf.Rank.R2>;
    const optimizer = tf.train.sgd(0.02);
    for (let step = 0; step < 25; step++) {
      optimizer.minimize(() => {
        const logits = tf.matMul(net.apply(x, { training: true }) as tf.Tensor2D, head);
        const loss = tf.losses.softmaxCrossEntropy(y, logits);
        if (strength === 0) return loss as tf.Scalar;
        return tf.add(loss, tf.mul(geometricComplexityPenalty(net, x, { seed: step }), strength));
      });
    }
    optimizer.dispose();
    head.dispose();
    return net;
  };

  beforeAll(async () => {
    await tf.setBackend('wasm');
    registerWasmKernels();
  });
  afterAll(() => tf.disposeVariables());

  it('lowers the geometric complexity, and leaves no tensor behind', async () => {
    const data = toy();
    const complexity = async (net: LayersModel) =>
      (await geometricComplexity(net, data.x, { estimator: 'exact' })).mean;
    const without = await complexity(run(0, data));
    const held: LayersModel[] = [];
    await expectNoLeak(() => {
      const net = run(0.3, data);
      held.push(net);
      net.dispose();
    });
    expect(await complexity(run(0.3, data))).toBeLessThan(0.7 * without);
  });

  it('refuses what has no complexity', () => {
    const x = random([2, 3], 1);
    expect(() => geometricComplexityPenalty((t) => tf.ones(t.shape), x)).toThrow(
      'computed from x by recorded operations',
    );
    expect(() => geometricComplexityPenalty((t) => tf.sum(t), x)).toThrow('f(x) must be of shape [2, ...]');
    expect(() => geometricComplexityPenalty(tf.square, x, { probes: 0 })).toThrow('probes must be a whole number');
    expect(() => geometricComplexityPenalty(tf.square, tf.ones([2, 3], 'int32'))).toThrow('x must be of dtype float32');
  });
});
