import * as tf from '@tensorflow/tfjs-core';
import { model as cut, type LayersModel, layers, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { geometricComplexity, geometricComplexityOfLayers, jacobian, squaredJacobianNorms } from 'geocollapse';
import { registerWasmKernels } from 'geocollapse/backends';
import { beforeAll, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { network } from '../support/network.js';

const images = (n: number, seed = 1) => tf.randomNormal([n, 6, 6, 2], 0, 1, 'float32', seed);

/** The number of times that each kernel runs. */
async function kernelCounts(work: () => unknown): Promise<Map<string, number>> {
  const { kernels } = await tf.profile(async () => {
    await work();
    return [];
  });
  const counts = new Map<string, number>();
  for (const { name } of kernels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

onEveryBackend('geometric complexity of a network', (backend) => {
  let net: LayersModel;
  let embedding: (x: tf.Tensor) => tf.Tensor;
  beforeAll(() => {
    registerWasmKernels();
    net = network();
    embedding = (x) => net.apply(x, { training: false }) as tf.Tensor;
  });

  it('is that of its whole Jacobian', async () => {
    const x = images(5);
    const rows = tf.sum(tf.square(tf.reshape(jacobian(embedding, x), [5, -1])), 1);
    expectAllClose(await squaredJacobianNorms(net, x), await rows.data(), 1e-5);
  });

  it('takes one forward pass for all products, and computes no filter gradient', async () => {
    const x = images(64);
    const few = await kernelCounts(() => geometricComplexity(net, x, { probes: 2 }));
    const many = await kernelCounts(() => geometricComplexity(net, x, { probes: 7 }));
    expect(few.get('MaxPool')).toBe(2); // two rows on trial, and the batch
    expect(many.get('MaxPool')).toBe(2);
    expect(few.get('MaxPoolGrad')).toBe(2);
    expect(many.get('MaxPoolGrad')).toBe(7);
    const computed: string[] = [];
    const stock = tf.getKernel('Conv2DBackpropFilter', backend);
    tf.unregisterKernel('Conv2DBackpropFilter', backend);
    tf.registerKernel({
      ...stock,
      kernelFunc: (args) => {
        computed.push('a filter gradient');
        return stock.kernelFunc(args);
      },
    });
    await geometricComplexity(net, x, { probes: 7 });
    expect(computed).toEqual([]);
    tf.grad(embedding)(x);
    expect(computed).toHaveLength(3); // what plain tf.grad does
    tf.unregisterKernel('Conv2DBackpropFilter', backend);
    tf.registerKernel(stock);
  });

  it('skips the rows of outputs that a final ReLU has clipped, and only there', async () => {
    const dead = (x: tf.Tensor) => tf.relu(tf.sub(embedding(x), 1)); // many outputs at 0
    const shifted = (x: tf.Tensor) => tf.sub(dead(x), 1); // the same Jacobian, and no proof
    const x = images(40);
    const live = (await tf.sum(tf.cast(tf.greater(dead(x), 0), 'int32'), 1).data()) as Int32Array;
    const [fast, slow] = [
      await geometricComplexity(dead, x, { estimator: 'exact' }),
      await geometricComplexity(shifted, x, { estimator: 'exact' }),
    ];
    expect(slow.vjps).toBe(12);
    expect(fast.vjps).toBe(Math.max(...live));
    expect(fast.vjps).toBeLessThan(12);
    expectAllClose(fast.perExample, slow.perExample, 1e-5);
    expect((await geometricComplexity((x) => tf.mul(dead(x), 1), x, { estimator: 'exact' })).vjps).toBe(12);
  });

  it('measures several layers from one forward pass, each as if alone', async () => {
    const x = images(6);
    const options = { layers: ['stem', 'map', 'embedding'], estimator: 'exact' } as const;
    let all: Awaited<ReturnType<typeof geometricComplexityOfLayers>> = {};
    await geometricComplexityOfLayers(net, x, { ...options, layers: ['embedding', 'map'] }); // tests it, once
    const counts = await kernelCounts(async () => {
      all = await geometricComplexityOfLayers(net, x, { ...options, layers: ['embedding', 'map'], estimator: 'split' });
    });
    expect(counts.get('MaxPool')).toBe(2 + 1); // the trial, the batch, and five copies of it for the two probes
    all = await geometricComplexityOfLayers(net, x, options);
    expect(Object.keys(all)).toEqual(['stem', 'map', 'embedding']);
    expectClose(all.embedding.mean, (await geometricComplexity(net, x, { estimator: 'exact' })).mean, 1e-5);
    expect(net.getLayer('stem').outputShape).toEqual([null, 6, 6, 6]);
    for (const name of ['stem', 'map']) {
      const alone = cut({ inputs: net.inputs, outputs: net.getLayer(name).output as SymbolicTensor });
      const rows = tf.sum(
        tf.square(
          tf.reshape(
            jacobian((t) => alone.apply(t) as tf.Tensor, x),
            [6, -1],
          ),
        ),
        1,
      );
      expectAllClose(all[name as 'map'].perExample, await rows.data(), 1e-5);
    }
  });

  it('measures what a function names', async () => {
    const x = tf.tensor2d([[1], [2]]);
    const f = (t: tf.Tensor) => ({ once: tf.square(t), twice: tf.square(tf.square(t)) });
    const { once, twice } = await geometricComplexityOfLayers(f, x, { estimator: 'exact' });
    expectAllClose(once.perExample, [4, 16], 1e-6);
    expectAllClose(twice.perExample, [16, 1024], 1e-6);
    await expect(geometricComplexityOfLayers(net, x, { layers: ['nose'] })).rejects.toThrow(
      "layers must name layers of the model, got 'nose'. It has image, ",
    );
    await expect(geometricComplexityOfLayers(net, x)).rejects.toThrow('layers must be names of layers, got none');
  });

  it('gives the same in parts that a small memory budget forces, and whole', async () => {
    const x = images(23);
    const whole = await geometricComplexity(net, x, { estimator: 'exact' });
    const counts = await kernelCounts(async () => {
      const inParts = await geometricComplexity(net, x, { estimator: 'exact', memory: 40_000 });
      expectAllClose(inParts.perExample, whole.perExample, 1e-5);
    });
    expect(counts.get('MaxPool') as number).toBeGreaterThan(3);
    const estimate = await geometricComplexity(net, x, { probes: 4, memory: 40_000 });
    expect(estimate.perExample).toHaveLength(23);
    expect(Math.abs(estimate.mean - whole.mean)).toBeLessThan(4 * estimate.standardError);
  });

  it('keeps no more memory for more outputs', async () => {
    const peak = async (d: number) => {
      const weights = tf.randomNormal([72, d], 0, 1, 'float32', 1) as tf.Tensor2D;
      const x = images(64);
      let most = 0;
      const f = (t: tf.Tensor) => tf.matMul(tf.relu(tf.reshape(t, [-1, 72])) as tf.Tensor2D, weights);
      const { peakBytes, kernels } = await tf.profile(async () => {
        await squaredJacobianNorms(f, x);
        return [];
      });
      most = peakBytes - kernels[0].totalBytesSnapshot;
      weights.dispose();
      x.dispose();
      return most;
    };
    const [narrow, wide] = [await peak(8), await peak(64)];
    // Features and cotangent are [n, d] each, their copies for the tape included; nothing of size n . d . p is there.
    expect(wide - narrow).toBeLessThan(12 * 4 * 64 * (64 - 8));
  });

  it('is estimated to the relative error that is asked for', async () => {
    const x = images(64);
    const { mean: truth } = await geometricComplexity(net, x, { estimator: 'exact' });
    let covered = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { mean, interval, vjps } = await geometricComplexity(net, x, { relativeError: 0.1, seed });
      expect((interval[1] - interval[0]) / 2).toBeLessThanOrEqual(0.1 * mean);
      expect(vjps).toBeGreaterThanOrEqual(4); // a pilot of two, and two fresh probes at least
      if (interval[0] <= truth && truth <= interval[1]) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(17);
    const { mean, standardError, vjps } = await geometricComplexity(net, x, { relativeError: 1e-6 });
    expectClose(mean, truth, 1e-6);
    expect(standardError).toBe(0);
    expect(vjps).toBeGreaterThan(12); // every row, after a pilot
    const tooFew = () => geometricComplexity(net, x, { relativeError: 1e-6, maxVjps: 5 });
    await expectNoLeak(tooFew, 'relativeError must be in reach of maxVjps, got 0.000001, for which about 12');
  });

  it('of a network in training mode is an error: batch norm and dropout mix or change examples', async () => {
    const training = (x: tf.Tensor) => net.apply(x, { training: true }) as tf.Tensor;
    for (const n of [1, 2, 16]) {
      await expect(geometricComplexity(training, images(n))).rejects.toThrow('got other features for the same input');
    }
    const dropout = sequential({ layers: [layers.dropout({ rate: 0.5, inputShape: [6, 6, 2] })] });
    const noisy = (x: tf.Tensor) => dropout.apply(x, { training: true }) as tf.Tensor;
    await expect(geometricComplexity(noisy, images(4))).rejects.toThrow('treats each example on its own');
    await expect(geometricComplexity((x) => tf.sub(x, tf.mean(x, 0)), images(4))).rejects.toThrow('on its own');
    const x = images(4);
    await expectNoLeak(() => geometricComplexity(training, x), 'got other features for the same input');
  });

  it('leaves no tensor behind', async () => {
    const x = images(6);
    for (const options of [
      { estimator: 'exact' },
      { probes: 9 },
      { estimator: 'rademacher' },
      { estimator: 'outputs' },
      { estimator: 'entries' },
      { estimator: { kind: 'examples', examples: 3 } },
      { relativeError: 0.2 },
      { memory: 30_000 },
    ] as const) {
      await expectNoLeak(() => geometricComplexity(net, x, options));
    }
    await expectNoLeak(() => geometricComplexityOfLayers(net, x, { layers: ['stem', 'embedding'] }));
  });
});

onEveryBackend('average pooling over a padded border', () => {
  it('has the derivative of a mean over what of the window is inside', async () => {
    const pool = (pad: 'same' | 'valid') => (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, 3, 2, pad);
    expectAllClose(await squaredJacobianNorms(pool('valid'), images(2)), [8 / 9, 8 / 9], 1e-6);
    // Windows of 3, 3 and 2 entries along both axes, in 2 channels: 2 (1/3 + 1/3 + 1/2)^2.
    expectAllClose(await squaredJacobianNorms(pool('same'), images(2)), [49 / 18, 49 / 18], 1e-6);
  });
});
