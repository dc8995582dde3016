import * as tf from '@tensorflow/tfjs-core';
import {
  classStatistics,
  geometricComplexity,
  geometricComplexityOfBatches,
  geometricComplexityOfLayers,
  neuralCollapse,
  neuralCollapseOfBatches,
  squaredJacobianNorms,
} from 'geocollapse';
import { useBestBackend } from 'geocollapse/backends';
import { vgg } from 'geocollapse/models';
import { describe, expect, it } from 'vitest';
import { native } from '../support/backends.js';
import { abortedAt, ticksWhile } from '../support/ticks.js';

await useBestBackend({ prefer: native ? 'tensorflow' : 'wasm' }); // before the model is built

const features = () => tf.randomNormal([24_000, 256], 0, 1, 'float32', 1); // three blocks
const labels = Int32Array.from({ length: 24_000 }, (_, i) => i % 3);

describe('of a VGG-13 of full width', () => {
  const model = vgg({ depth: 13, seed: 1 });
  const x = tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1);
  const calls: Record<string, (signal?: AbortSignal) => Promise<unknown>> = {
    geometricComplexity: (signal) => geometricComplexity(model, x, { probes: 6, signal }),
    squaredJacobianNorms: (signal) => squaredJacobianNorms(model, x, { signal }),
    geometricComplexityOfBatches: (signal) => geometricComplexityOfBatches(model, [x, x, x], { probes: 2, signal }),
    geometricComplexityOfLayers: (signal) =>
      geometricComplexityOfLayers(model, x, { layers: ['embedding'], probes: 6, signal }),
  };

  it('a measure lets timers have their turn between its passes', async () => {
    expect(await ticksWhile(() => calls.geometricComplexity())).toBeGreaterThan(3);
  });

  it.each(Object.keys(calls))('%s ends in the middle with an AbortError, and leaves no tensor', async (name) => {
    const before = tf.memory().numTensors;
    const { signal, stop } = abortedAt(2);
    await expect(calls[name](signal).finally(stop)).rejects.toMatchObject({ name: 'AbortError' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('progress is told of a data set', async () => {
    const told: number[] = [];
    await geometricComplexityOfBatches(model, [x, x], { onProgress: (examples) => told.push(examples) });
    expect(told).toEqual([2, 4]);
  });
});

describe('of features', () => {
  const calls: Record<string, (x: tf.Tensor, signal?: AbortSignal) => Promise<unknown>> = {
    classStatistics: (x, signal) => classStatistics(x, labels, { scatter: true, signal }),
    neuralCollapse: (x, signal) => neuralCollapse(x, labels, { signal }),
    neuralCollapseOfBatches: (x, signal) => neuralCollapseOfBatches(() => [{ features: x, labels }], { signal }),
  };

  it.each(Object.keys(calls))(
    '%s lets timers have their turn, and ends with the reason of its signal',
    async (name) => {
      const x = features();
      const before = tf.memory().numTensors;
      expect(await ticksWhile(() => calls[name](x))).toBeGreaterThan(0);
      const { signal, stop } = abortedAt(1);
      await expect(calls[name](x, signal).finally(stop)).rejects.toMatchObject({ name: 'AbortError' });
      const reason = new Error('enough');
      await expect(calls[name](x, AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(tf.memory().numTensors).toBe(before);
      x.dispose();
    },
  );

  it('progress is told of batches, in each pass', async () => {
    const x = tf.tensor2d([[0], [1], [5], [7]]);
    const told: number[][] = [];
    const batches = () => [x, x].map((each) => ({ features: each, labels: [0, 0, 1, 1] }));
    await neuralCollapseOfBatches(batches, { onProgress: (...progress) => told.push(progress) });
    expect(told).toEqual([
      [4, 1],
      [8, 1],
      [4, 2],
      [8, 2],
    ]);
  });

  it('a signal that is none is refused', async () => {
    const signal = true as unknown as AbortSignal;
    await expect(neuralCollapse(tf.ones([2, 1]), [0, 1], { signal })).rejects.toThrow(
      'neuralCollapse: signal must be an AbortSignal, got true.',
    );
  });
});
