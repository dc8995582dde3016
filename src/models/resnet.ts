import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { imageShape, NETWORK_OPTIONS, width as widthOption } from './checkNetwork.js';
import { seededInitialisers } from './seededInitialisers.js';

/** The residual blocks in each of the four stages. */
const STAGES = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

/** Options of {@link resnet}. */
export interface ResnetOptions {
  /**
   * The number of layers with weights: 18 or 34, with two convolutions in a block, or 50, 101 or 152, with three
   * (bottleneck). The default is 18.
   */
  depth?: 18 | 34 | 50 | 101 | 152;
  /** Height, width and channels of an input. The default is [32, 32, 3]. */
  inputShape?: readonly [number, number, number];
  /** The number of logits. The default is 10. */
  classes?: number;
  /**
   * A factor of every number of channels, of which the stem and the first stage have 64 at width 1. The default is 1.
   */
  width?: number;
  /**
   * The convention of published weights. `'flax'`, the default, is the Flax ImageNet example: strided convolutions pad
   * 'same', initial kernels are LeCun-normal, and the last scale of each block is zero. `'torch'` is torchvision:
   * padding is symmetric, initial kernels are He-normal by their outputs, and all scales are one.
   */
  convention?: 'flax' | 'torch';
  /**
   * The first layers. `'imagenet'`, the default, is 7 x 7 with stride 2, and then max pooling with stride 2. `'cifar'`
   * is 3 x 3 with stride 1, for small images.
   */
  stem?: 'imagenet' | 'cifar';
  /** The seed of the initial weights, which are the same on every backend. The default is 0. */
  seed?: number;
}

const RESNET_OPTIONS = {
  ...NETWORK_OPTIONS,
  depth: oneOf(18, 34, 50, 101, 152),
  inputShape: imageShape,
  width: widthOption,
  convention: oneOf('flax', 'torch'),
  stem: oneOf('imagenet', 'cifar'),
};

/**
 * Builds a ResNet of He et al. (2016), in the two conventions that published weights have, so that those can be loaded
 * and measured.
 *
 * Four stages of residual blocks follow the stem. The stride of a stage is in the first 3 x 3 convolution of its first
 * block. Then comes the average over the last map, the layer `embedding`, with d = 512 width (2048 width with
 * bottlenecks), and one linear layer, `logits`, without softmax. Batch norm has momentum 0.9 and epsilon 1e-5.
 *
 * @returns A `tf.LayersModel`, [n, height, width, channels] -> logits [n, classes].
 * @throws InputError for another depth, convention or stem, an input of another rank, or a width that leaves no
 *   channel.
 * @example
 * const model = resnet({ depth: 18, inputShape: [224, 224, 3], classes: 1000 });
 * model.countParams(); // 11699112: 11689512 of them are trainable, as in torchvision
 * @see He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2016; `examples/imagenet/models.py` of
 *   Flax; `torchvision.models.resnet`
 */
export function resnet(options: ResnetOptions = {}): LayersModel {
  return publicCall('resnet', () => {
    const {
      depth = 18,
      inputShape = [32, 32, 3],
      classes = 10,
      width = 1,
      convention = 'flax',
      stem = 'imagenet',
      seed = 0,
    } = readOptions(options, RESNET_OPTIONS);
    const torch = convention === 'torch';
    const draw = seededInitialisers(seed);

    /** Pads with zeros on all four sides. */
    const pad = (x: SymbolicTensor, name: string, padding: number) =>
      layers.zeroPadding2d({ name: `${name}_pad`, padding }).apply(x) as SymbolicTensor;
    const relu = (x: SymbolicTensor, name: string) =>
      layers.activation({ name, activation: 'relu' }).apply(x) as SymbolicTensor;
    /** A convolution without bias, and its batch norm. At stride 1, and at 1 x 1, 'same' is symmetric. */
    const convolve = (
      x: SymbolicTensor,
      { name, filters, size, stride = 1, symmetric = torch, last = false }: Convolution,
    ): SymbolicTensor => {
      const explicit = symmetric && stride > 1 && size > 1;
      const variance = torch ? 2 / (size * size * filters) : 1 / (size * size * x.shape[3]!);
      const convolution = layers.conv2d({
        name,
        filters,
        kernelSize: size,
        strides: stride,
        padding: explicit ? 'valid' : 'same',
        useBias: false,
        kernelInitializer: torch ? draw.normal(variance) : draw.truncatedNormal(variance),
      });
      const gammaInitializer = last && !torch ? initializers.zeros() : initializers.ones();
      const norm = layers.batchNormalization({ name: `${name}_bn`, momentum: 0.9, epsilon: 1e-5, gammaInitializer });
      return norm.apply(convolution.apply(explicit ? pad(x, name, (size - 1) / 2) : x)) as SymbolicTensor;
    };
    /** A residual block: two 3 x 3 convolutions, or 1 x 1, 3 x 3 and 1 x 1 to four times the channels. */
    const block = (x: SymbolicTensor, name: string, filters: number, stride: number): SymbolicTensor => {
      const sizes = depth < 50 ? [3, 3] : [1, 3, 1];
      const strided = sizes.indexOf(3);
      const out = depth < 50 ? filters : 4 * filters;
      let y = x;
      for (const [i, size] of sizes.entries()) {
        const last = i === sizes.length - 1;
        const options = { size, filters: last ? out : filters, stride: i === strided ? stride : 1, last };
        y = convolve(y, { name: `${name}_conv${i + 1}`, ...options });
        if (!last) y = relu(y, `${name}_conv${i + 1}_relu`);
      }
      const same = stride === 1 && x.shape[3] === out;
      const shortcut = same ? x : convolve(x, { name: `${name}_shortcut`, filters: out, size: 1, stride });
      return relu(layers.add({ name: `${name}_add` }).apply([y, shortcut]) as SymbolicTensor, name);
    };

    const inputs = input({ shape: inputShape, name: 'image' });
    const channels = Math.round(64 * width);
    const first = stem === 'cifar' ? { size: 3 } : { size: 7, stride: 2, symmetric: true }; // symmetric in Flax as well
    let x = relu(convolve(inputs, { name: 'stem_conv', filters: channels, ...first }), 'stem');
    if (stem === 'imagenet') {
      // After a ReLU padding with zeros and with minus infinity are the same.
      const padding = torch ? 'valid' : 'same';
      const pool = layers.maxPooling2d({ name: 'stem_pool', poolSize: 3, strides: 2, padding });
      x = pool.apply(torch ? pad(x, 'stem_pool', 1) : x) as SymbolicTensor;
    }
    for (const [stage, blocks] of STAGES[depth].entries()) {
      for (let i = 1; i <= blocks; i++) {
        x = block(x, `stage${stage + 1}_block${i}`, channels * 2 ** stage, stage > 0 && i === 1 ? 2 : 1);
      }
    }
    x = layers.globalAveragePooling2d({ name: 'embedding' }).apply(x) as SymbolicTensor;
    const features = x.shape[1]!;
    const logits = layers.dense({
      name: 'logits',
      units: classes,
      kernelInitializer: torch ? draw.uniform(features ** -0.5) : draw.truncatedNormal(1 / features),
      biasInitializer: torch ? draw.uniform(features ** -0.5) : initializers.zeros(),
    });
    return model({ inputs, outputs: logits.apply(x) as SymbolicTensor, name: `resnet${depth}` });
  });
}

interface Convolution {
  name: string;
  filters: number;
  size: number;
  stride?: number;
  /** Whether it pads as much before as after, whatever the convention. */
  symmetric?: boolean;
  /** Whether it is the last of its block. */
  last?: boolean;
}
