import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
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
  /** Most that was allocated in tensors during a training step, weights included. */
  peak: number;
  /** Peak of the resident set of the process. */
  rss: number;
}

const [name, backend, rounds] = process.argv.slice(2);
const { batch, inputShape, build } = NETWORKS[name];
await useBestBackend({ prefer: backend as BackendName, print: false });
const model = build(inputShape);
const x = tf.randomNormal([batch, ...inputShape]);
const bare = bareLayers(model, batch);
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
const { peak, rss } = await memoryOfStep();
const measurement: Measurement = {
  forward: median(turns.map(([whole]) => whole)),
  bare: median(turns.map(([, part]) => part)),
  ratios: turns.map(([whole, part]) => whole / part).sort((a, b) => a - b),
  weights: 4 * model.countParams(),
  peak,
  rss,
};
console.log(JSON.stringify(measurement));

/** Every convolution of the network, and its batch norm, each on an input of its own: nothing is between them. */
function bareLayers(network: LayersModel, n: number): () => tf.Tensor {
  const shapeOf = (layer: layers.Layer) =>
    [n, ...(layer.input as SymbolicTensor).shape.slice(1)] as tf.Tensor4D['shape'];
  const steps = network.layers.flatMap((layer) => {
    if (layer.getClassName() !== 'Conv2D') return [];
    const { strides, padding } = layer.getConfig() as { strides: [number, number]; padding: 'same' };
    const [filter, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D | undefined];
    const norm = network.layers.find((each) => each.name === `${layer.name}_bn`)?.getWeights() as tf.Tensor1D[];
    const input = tf.randomNormal(shapeOf(layer)) as tf.Tensor4D;
    return [
      () => {
        const y = tf.fused.conv2d({ x: input, filter, bias, strides, pad: padding });
        return norm ? tf.batchNorm(y, norm[2], norm[3], norm[1], norm[0], 1e-5) : y;
      },
    ];
  });
  return () => {
    let last: tf.Tensor | undefined;
    for (const step of steps) {
      last?.dispose();
      last = step();
    }
    return tf.slice(tf.reshape(last!, [-1]), 0, 1);
  };
}

/** One step of the trainer, with momentum, on noise; after what is only for speed has gone. */
async function memoryOfStep(): Promise<{ peak: number; rss: number }> {
  const pixels = inputShape.reduce((product, size) => product * size, 1);
  const images = Uint8Array.from({ length: batch * pixels }, (_, i) => (i * 2654435761) >>> 24);
  const labels = Uint8Array.from({ length: batch }, (_, i) => i % 10);
  const data = { images, labels, shape: inputShape, classes: 10, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const before = tf.memory().numBytes - 4 * model.countParams();
  const { peakBytes } = await tf.profile(async () => {
    await train(model, data, { steps: 1, batchSize: batch });
    return tf.scalar(0);
  });
  return { peak: peakBytes - before, rss: 1024 * process.resourceUsage().maxRSS };
}
