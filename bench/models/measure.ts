import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { imageDataset } from 'geocollapse/data';
import { train } from 'geocollapse/training';
import { NETWORKS } from './networks.js';

/** One network, in seconds and bytes. */
export interface Measurement {
  /** Medians. */
  forward: number;
  bare: number;
  /** Forward over bare, of each round, in order of size. */
  ratios: number[];
  weights: number;
  /** Resident memory of the process before a training step, and at its peak. */
  before: number;
  peak: number;
}

const [name, backend, rounds] = process.argv.slice(2);
const { batch, inputShape, build } = NETWORKS[name];
await useBestBackend({ prefer: backend as BackendName, print: false });
const model = build(inputShape);
const x = tf.randomNormal([batch, ...inputShape]);
const { bare, dispose } = bareLayers(model, batch);
const time = (work: () => tf.Tensor): number => {
  const started = performance.now();
  tf.tidy(() => work().dataSync()); // the answer on the host: all of it is done
  return (performance.now() - started) / 1000;
};
const turns: [number, number][] = [];
for (let round = -2; round < Number(rounds); round++) {
  const turn: [number, number] = [time(() => model.apply(x, { training: false }) as tf.Tensor), time(bare)];
  if (round >= 0) turns.push(turn); // two rounds to warm up
}
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
dispose();
const { before, peak } = await memoryOfStep();
const measurement: Measurement = {
  forward: median(turns.map(([whole]) => whole)),
  bare: median(turns.map(([, part]) => part)),
  ratios: turns.map(([whole, part]) => whole / part).sort((a, b) => a - b),
  weights: 4 * model.countParams(),
  before,
  peak,
};
console.log(JSON.stringify(measurement));

/** Every convolution of the network, and its batch norm, each on an input of its own: nothing is between them. */
function bareLayers(network: LayersModel, n: number): { bare: () => tf.Tensor; dispose: () => void } {
  const inputs: tf.Tensor[] = [];
  const shapeOf = (layer: layers.Layer) =>
    [n, ...(layer.input as SymbolicTensor).shape.slice(1)] as tf.Tensor4D['shape'];
  const steps = network.layers.flatMap((layer) => {
    if (layer.getClassName() !== 'Conv2D') return [];
    const { strides, padding } = layer.getConfig() as { strides: [number, number]; padding: 'same' };
    const [filter, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D | undefined];
    const norm = network.layers.find((each) => each.name === `${layer.name}_bn`)?.getWeights() as tf.Tensor1D[];
    const input = tf.randomNormal(shapeOf(layer)) as tf.Tensor4D;
    inputs.push(input);
    return [
      () => {
        const y = tf.fused.conv2d({ x: input, filter, bias, strides, pad: padding });
        return norm ? tf.batchNorm(y, norm[2], norm[3], norm[1], norm[0], 1e-5) : y;
      },
    ];
  });
  const bare = () => {
    let last: tf.Tensor | undefined;
    for (const step of steps) {
      last?.dispose();
      last = step();
    }
    return tf.slice(tf.reshape(last!, [-1]), 0, 1);
  };
  return { bare, dispose: () => tf.dispose(inputs) };
}

/**
 * Resident memory before and at the peak of one step of the trainer, with momentum, on noise. The tensors that
 * TensorFlow.js counts would say more: on tfjs-node it counts copies that share their memory.
 */
async function memoryOfStep(): Promise<{ before: number; peak: number }> {
  const pixels = inputShape.reduce((product, size) => product * size, 1);
  const images = Uint8Array.from({ length: batch * pixels }, (_, i) => (i * 2654435761) >>> 24);
  const labels = Uint8Array.from({ length: batch }, (_, i) => i % 10);
  const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const data = imageDataset({ images, labels, shape: inputShape, classes: 10, normalisation });
  const before = process.memoryUsage().rss;
  await train(model, data, { steps: 1, batchSize: batch });
  return { before, peak: 1024 * process.resourceUsage().maxRSS };
}
