/** What passes cost on this backend, of the trained network. */
import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity, geometricComplexityOfBatches } from 'geocollapse';
import { datasetBatches, subset } from 'geocollapse/data';
import { train } from 'geocollapse/training';
import { linearise } from '../../src/geometry/products/linearisation.js';
import type { trainedNet } from './net.js';

type Net = Awaited<ReturnType<typeof trainedNet>>;

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/**
 * A forward pass, and one more product when the forward pass is there already, in turns: seconds, and their ratio turn
 * by turn.
 */
export async function passCosts({ embedding, x }: Net, batch: number, rounds: number) {
  const input = tf.slice(x, 0, batch);
  const linear = linearise((t) => [embedding(t)], input);
  const cotangents = new Float32Array(linear.outputs[0].size).map(() => (Math.random() < 0.5 ? -1 : 1));
  const forward = () =>
    seconds(async () => {
      const y = tf.tidy(() => embedding(input));
      await y.data();
      y.dispose();
    });
  const product = () =>
    seconds(async () => {
      const g = linear.product(0, cotangents);
      await g.data();
      g.dispose();
    });
  const turns: [number, number][] = [];
  for (let round = 0; round <= rounds; round++) {
    const turn: [number, number] = [await forward(), await product()];
    if (round > 0) turns.push(turn); // the first one warms up
  }
  linear.dispose();
  input.dispose();
  return {
    forward: median(turns.map(([f]) => f)),
    product: median(turns.map(([, p]) => p)),
    ratio: median(turns.map(([f, p]) => p / f)),
  };
}

/** Seconds of an estimate on the whole batch. */
export async function estimateTime({ embedding, x }: Net, probes: number) {
  let mean = 0;
  const time = await seconds(async () => {
    ({ mean } = await geometricComplexity(embedding, x, { probes }));
  });
  return { seconds: time, mean };
}

/** Seconds and relative standard error of `images` images, `probes` each. */
export async function datasetTime({ embedding, data }: Net, images: number, probes: number) {
  const first = subset(
    data,
    Int32Array.from({ length: images }, (_, i) => i),
  );
  const batches = () => datasetBatches(first, { batchSize: 100 });
  let error = 0;
  const time = await seconds(async () => {
    const { mean, standardError } = await geometricComplexityOfBatches(embedding, batches, { probes });
    error = standardError / mean;
  });
  return { seconds: time, error };
}

/** What measuring on 4 batches after every 100 steps adds to training, from some steps and one measurement in turn. */
export async function monitoringShare({ model, embedding, data, x }: Net, steps: number) {
  const measure = () => geometricComplexity(embedding, x, { probes: 1 });
  await measure();
  const times: number[] = [];
  let last = performance.now();
  const onStep = () => {
    times.push((performance.now() - last) / 1000);
    last = performance.now();
  };
  await train(model, data, { steps: steps + 1, batchSize: x.shape[0], learningRate: 1e-6, onStep });
  const step = median(times.slice(1));
  const measurements: number[] = [];
  for (let batch = 0; batch < 4; batch++) measurements.push(await seconds(measure));
  const four = measurements.reduce((sum, value) => sum + value, 0);
  return { step, four, share: four / (100 * step) };
}
