import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkChoice, checkInteger, checkNumber, describe, refuse } from '../internal/checks.js';

/** Convolutions in each of the five blocks. */
const BLOCKS = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] } as const;
/** Channels of each block at width 1. */
const CHANNELS = [64, 128, 256, 512, 512];

/** Options of {@link vgg}. */
export interface VggOptions {
  /** Layers with weights in the original: 11, 13, 16 or 19. Default 13. */
  depth?: 11 | 13 | 16 | 19;
  /** Height, width, channels of an input; default [32, 32, 3]. */
  inputShape?: [number, number, number];
  /** Logits; default 10. */
  classes?: number;
  /** Multiplies every number of channels (64 to 512 at 1); default 1. */
  width?: number;
  /** Batch norm after every convolution; default true. */
  batchNorm?: boolean;
  /** `'average'` (default): the last map is averaged, d = 512 width for any input. `'flatten'`: all of it. */
  pooling?: 'average' | 'flatten';
  /** Of the initial weights, the same on every backend. Default 0. */
  seed?: number;
}

/**
 * VGG of Simonyan and Zisserman (2015) with the head that CIFAR studies use: five blocks of 3 x 3 convolutions, each followed
 * by 2 x 2 max pooling, then the layer `embedding`, then one linear layer, `logits` (no softmax).
 *
 * A pool that would make a map vanish pads instead (28 x 28 inputs end at 1 x 1). He initialisation; batch norm with
 * momentum 0.9 and epsilon 1e-5.
 *
 * @returns a `tf.LayersModel`, [n, height, width, channels] -> logits [n, classes]
 * @throws InputError for another depth, an input of another rank, or a width that leaves no channel
 * @example
 * const model = vgg({ depth: 13 });
 * model.countParams(); // 9421898, of which 9416010 are trainable
 * @see Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2015
 */
export function vgg({
  depth = 13,
  inputShape = [32, 32, 3],
  classes = 10,
  width = 1,
  batchNorm = true,
  pooling = 'average',
  seed = 0,
}: VggOptions = {}): LayersModel {
  check({ depth, inputShape, classes, width, pooling, seed });
  let initialised = 0;
  const heNormal = () => initializers.heNormal({ seed: 1 + seed * 1000 + initialised++ });
  const inputs = input({ shape: inputShape, name: 'image' });
  let x: SymbolicTensor = inputs;
  let [height, length] = inputShape;
  BLOCKS[depth].forEach((convolutions, block) => {
    const filters = channelsAt(block, width);
    for (let i = 1; i <= convolutions; i++) {
      const name = `block${block + 1}_conv${i}`;
      const convolution = { name, filters, kernelSize: 3, padding: 'same', kernelInitializer: heNormal() } as const;
      x = layers.conv2d(convolution).apply(x) as SymbolicTensor;
      if (batchNorm)
        x = layers.batchNormalization({ name: `${name}_bn`, momentum: 0.9, epsilon: 1e-5 }).apply(x) as SymbolicTensor;
      x = layers.activation({ name: `${name}_relu`, activation: 'relu' }).apply(x) as SymbolicTensor;
    }
    const padding = Math.min(height, length) < 2 ? 'same' : 'valid';
    x = layers
      .maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2, strides: 2, padding })
      .apply(x) as SymbolicTensor;
    [height, length] = [height, length].map((size) =>
      padding === 'same' ? Math.ceil(size / 2) : Math.floor(size / 2),
    );
  });
  const head =
    pooling === 'average'
      ? layers.globalAveragePooling2d({ name: 'embedding' })
      : layers.flatten({ name: 'embedding' });
  x = head.apply(x) as SymbolicTensor;
  const logits = layers.dense({ name: 'logits', units: classes, kernelInitializer: heNormal() }).apply(x);
  return model({ inputs, outputs: logits as SymbolicTensor, name: `vgg${depth}` });
}

function channelsAt(block: number, width: number): number {
  return Math.round(CHANNELS[block] * width);
}

function check(options: Required<Omit<VggOptions, 'batchNorm'>>): void {
  const { depth, inputShape, classes, width, pooling, seed } = options;
  if (!(depth in BLOCKS)) refuse('vgg', 'depth', 'one of 11, 13, 16, 19', describe(depth), 'Pass, say, depth: 13.');
  if (!Array.isArray(inputShape) || inputShape.length !== 3) {
    const remedy = 'A batch dimension is not part of it; grey images have one channel.';
    refuse('vgg', 'inputShape', '[height, width, channels]', JSON.stringify(inputShape), remedy);
  }
  for (const [axis, size] of inputShape.entries()) checkInteger('vgg', `inputShape[${axis}]`, size);
  checkInteger('vgg', 'classes', classes);
  checkInteger('vgg', 'seed', seed, 0);
  checkChoice('vgg', 'pooling', pooling, ['average', 'flatten']);
  if (channelsAt(0, checkNumber('vgg', 'width', width)) < 1) {
    refuse('vgg', 'width', 'at least 1 / 64, for one channel', String(width), 'Pass, say, width: 0.125.');
  }
}
