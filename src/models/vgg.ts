import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { refuse } from '../input/checks.js';
import { boolean, number, oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { imageShape, NETWORK_OPTIONS, width as widthOption } from './checkNetwork.js';
import { type SeededInitialisers, seededInitialisers } from './seededInitialisers.js';

/** The number of convolutions in each of the five blocks. */
const BLOCKS = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] } as const;
/** The channels of each block at width 1. */
const CHANNELS = [64, 128, 256, 512, 512];
/** The units of each of the two hidden layers of the ImageNet head at width 1. */
const HIDDEN = 4096;

/** Options of {@link vgg}. */
export interface VggOptions {
  /** The number of layers with weights in the original: 11, 13, 16 or 19. The default is 13. */
  depth?: 11 | 13 | 16 | 19;
  /** Height, width and channels of an input. The default is [32, 32, 3], or [224, 224, 3] for the ImageNet head. */
  inputShape?: readonly [number, number, number];
  /** The number of logits. The default is 10, or 1000 for the ImageNet head. */
  classes?: number;
  /** A factor of every number of channels (64 to 512 at width 1) and of hidden units (4096). The default is 1. */
  width?: number;
  /** Whether there is batch norm after every convolution. The default is true. The original has none. */
  batchNorm?: boolean;
  /**
   * The layers after the last pool. `'cifar'`, the default, is one linear layer. `'imagenet'` has the original's two
   * hidden layers of 4096, with dropout, before it.
   */
  head?: 'cifar' | 'imagenet';
  /**
   * What becomes of the last map. `'average'` averages it, so that d = 512 width for any input, and `'flatten'` takes
   * all of it. The default is `'average'` for the CIFAR head and `'flatten'` for the ImageNet head.
   */
  pooling?: 'average' | 'flatten';
  /** The rate of dropout after each hidden layer of the ImageNet head. The default is 0.5. Its masks have no seed. */
  dropout?: number;
  /**
   * The distribution of initial weights. `'he'`, the default, has the variance 2 / inputs of a unit, and `'lecun'`, the
   * default of Flax, has 1 / inputs. `'torch'` is that of torchvision: convolutions have the variance 2 / (9 channels
   * out), and dense layers the standard deviation 0.01. Biases are zero.
   */
  initialisation?: 'he' | 'lecun' | 'torch';
  /** The seed of the initial weights, which are the same on every backend. The default is 0. */
  seed?: number;
}

const VGG_OPTIONS = {
  ...NETWORK_OPTIONS,
  depth: oneOf(11, 13, 16, 19),
  inputShape: imageShape,
  width: widthOption,
  batchNorm: boolean,
  head: oneOf('cifar', 'imagenet'),
  pooling: oneOf('average', 'flatten'),
  dropout: number(),
  initialisation: oneOf('he', 'lecun', 'torch'),
};

/**
 * Builds a VGG network of Simonyan and Zisserman (2015), as studies of neural collapse train it: five blocks of 3 x 3
 * convolutions, each followed by 2 x 2 max pooling, then a head that ends in one linear layer, `logits`, without
 * softmax. The input of that layer is the layer `embedding`.
 *
 * A pool that would make a map vanish pads instead, so that inputs of 28 x 28 end at 1 x 1. Batch norm has momentum 0.9
 * and epsilon 1e-5.
 *
 * @returns A `tf.LayersModel`, [n, height, width, channels] -> logits [n, classes].
 * @throws InputError for another depth, an input of another rank, or a width that leaves no channel.
 * @example
 * const model = vgg({ depth: 13 });
 * model.countParams(); // 9421898: 9416010 of them are trainable
 * model.getLayer('embedding').outputShape; // [null, 512]
 * @see Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2015
 */
export function vgg(options: VggOptions = {}): LayersModel {
  return publicCall('vgg', () => {
    const {
      depth = 13,
      head = 'cifar',
      inputShape = head === 'imagenet' ? [224, 224, 3] : [32, 32, 3],
      classes = head === 'imagenet' ? 1000 : 10,
      width = 1,
      batchNorm = true,
      pooling = head === 'imagenet' ? 'flatten' : 'average',
      dropout = 0.5,
      initialisation = 'he',
      seed = 0,
    } = readOptions(options, VGG_OPTIONS);
    if (dropout >= 1) {
      refuse('dropout', 'a rate of at least 0 and below 1', String(dropout), 'Pass dropout: 0 for none.');
    }
    const draw = kernels(initialisation, seededInitialisers(seed));

    const inputs = input({ shape: inputShape, name: 'image' });
    let x: SymbolicTensor = inputs;
    const then = (layer: layers.Layer) => {
      x = layer.apply(x) as SymbolicTensor;
    };
    for (const [block, convolutions] of BLOCKS[depth].entries()) {
      const filters = Math.round(CHANNELS[block] * width);
      for (let i = 1; i <= convolutions; i++) {
        const name = `block${block + 1}_conv${i}`;
        const kernelInitializer = draw.convolution(9 * x.shape[3]!, 9 * filters);
        then(layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', kernelInitializer }));
        if (batchNorm) then(layers.batchNormalization({ name: `${name}_bn`, momentum: 0.9, epsilon: 1e-5 }));
        then(layers.activation({ name: `${name}_relu`, activation: 'relu' }));
      }
      const padding = Math.min(x.shape[1]!, x.shape[2]!) < 2 ? 'same' : 'valid';
      then(layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2, strides: 2, padding }));
    }
    const dense = (name: string, units: number) =>
      then(layers.dense({ name, units, kernelInitializer: draw.dense(x.shape[1]!) }));
    const pooled = { name: head === 'cifar' ? 'embedding' : 'pooled' };
    then(pooling === 'average' ? layers.globalAveragePooling2d(pooled) : layers.flatten(pooled));
    if (head === 'imagenet') {
      for (const i of [1, 2]) {
        dense(`fc${i}`, Math.round(HIDDEN * width));
        then(layers.activation({ name: `fc${i}_relu`, activation: 'relu' }));
        then(layers.dropout({ name: i === 1 ? 'fc1_dropout' : 'embedding', rate: dropout }));
      }
    }
    dense('logits', classes);
    return model({ inputs, outputs: x, name: `vgg${depth}` });
  });
}

/** Initialisers of a kernel by the number of inputs (and outputs) of a unit, over all places of the kernel. */
function kernels(initialisation: 'he' | 'lecun' | 'torch', draw: SeededInitialisers) {
  if (initialisation === 'torch') {
    return {
      convolution: (_: number, fanOut: number) => draw.normal(2 / fanOut),
      dense: () => draw.normal(1e-4),
    };
  }
  const gain = initialisation === 'he' ? 2 : 1;
  return {
    convolution: (fanIn: number) => draw.truncatedNormal(gain / fanIn),
    dense: (fanIn: number) => draw.truncatedNormal(gain / fanIn),
  };
}
