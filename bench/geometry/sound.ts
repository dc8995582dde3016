/**
 * Whether the comparison of gradients with differences refuses sound networks: many small ones, with other weights and
 * inputs each, of every kind that the tests know. Prints a row a kind: networks tried, refused, and those at which a
 * trial told nothing and had to be repeated.
 *
 *     npm run sound [-- wasm 50]      50 tries a kind
 */
import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { useBestBackend } from 'geocollapse/backends';
import { resnet, vgg } from 'geocollapse/models';
import { checkGradient } from '../../src/geometry/checks/checkGradient.js';
import { readSync } from '../../src/geometry/checks/reading.js';

type Map = (x: tf.Tensor) => tf.Tensor;
type Activation = 'relu' | 'tanh' | 'elu' | 'selu' | 'sigmoid' | 'softplus';
type Kind = { shape: number[]; model: (seed: number) => LayersModel; inputs?: (x: tf.Tensor) => tf.Tensor; last?: Map };

const weights = (seed: number) => ({ kernelInitializer: initializers.heNormal({ seed }) });
const perceptron = (sizes: number[], activation: Activation) => (seed: number) =>
  sequential({
    layers: sizes
      .slice(1)
      .map((units, i) =>
        layers.dense({ units, activation, inputShape: i === 0 ? [sizes[0]] : undefined, ...weights(100 * seed + i) }),
      ),
  });
const convolutional =
  ({ activation = 'relu' as Activation, norm = false, average = false, overlapping = false } = {}) =>
  (seed: number) => {
    const pool = { poolSize: overlapping ? 3 : 2, strides: 2, padding: overlapping ? 'same' : 'valid' } as const;
    const convolution = { kernelSize: 3, padding: 'same', activation } as const;
    return sequential({
      layers: [
        layers.conv2d({ ...convolution, filters: 6, inputShape: [10, 10, 2], ...weights(100 * seed) }),
        ...(norm ? [layers.batchNormalization()] : []),
        average ? layers.averagePooling2d({ ...pool, padding: 'valid' }) : layers.maxPooling2d(pool),
        layers.conv2d({ ...convolution, filters: 8, ...weights(100 * seed + 1) }),
        average ? layers.globalAveragePooling2d({}) : layers.globalMaxPooling2d({}),
      ],
    });
  };
/** Black borders and black pixels: pre-activations of exactly 0, and ties of maxima. */
const dark = (x: tf.Tensor) => tf.mul(tf.abs(x), tf.cast(tf.greater(x, 0.6), 'float32'));
const image = [10, 10, 2];

const KINDS: Record<string, Kind> = {
  'ReLU perceptron': { shape: [20], model: perceptron([20, 48, 48, 10], 'relu') },
  '... of 12 layers': { shape: [20], model: perceptron([20, ...new Array<number>(12).fill(24), 5], 'relu') },
  '... of 2 inputs and one output': { shape: [2], model: perceptron([2, 3, 1], 'relu') },
  '... of dark inputs': { shape: [60], model: perceptron([60, 48, 10], 'relu'), inputs: dark },
  '... of zeros': { shape: [20], model: perceptron([20, 48, 10], 'relu'), inputs: tf.zerosLike },
  '... of inputs near 1e4': { shape: [20], model: perceptron([20, 48, 10], 'relu'), inputs: (x) => tf.add(x, 1e4) },
  '... features far from 0': { shape: [20], model: perceptron([20, 48, 10], 'relu'), last: (y) => tf.add(y, 1e3) },
  '... softmax': { shape: [20], model: perceptron([20, 48, 10], 'relu'), last: (y) => tf.softmax(y) },
  '... saturated': { shape: [20], model: perceptron([20, 48, 10], 'relu'), last: (y) => tf.sigmoid(tf.mul(y, 10)) },
  'tanh perceptron': { shape: [20], model: perceptron([20, 48, 48, 10], 'tanh') },
  'convolution, ReLU, max pooling': { shape: image, model: convolutional() },
  '... of dark images': { shape: image, model: convolutional(), inputs: dark },
  '... batch norm': { shape: image, model: convolutional({ norm: true }) },
  '... overlapping pooling': { shape: image, model: convolutional({ overlapping: true }) },
  '... average pooling, ELU': { shape: image, model: convolutional({ average: true, activation: 'elu' }) },
  'VGG-13, width 1/16': { shape: [32, 32, 3], model: (seed) => vgg({ depth: 13, width: 1 / 16, seed }) },
  'ResNet-18, width 1/16': {
    shape: [16, 16, 3],
    model: (seed) => resnet({ depth: 18, width: 1 / 16, stem: 'cifar', inputShape: [16, 16, 3], seed }),
  },
  'ResNet-50, width 1/16': {
    shape: [16, 16, 3],
    model: (seed) => resnet({ depth: 50, width: 1 / 16, stem: 'cifar', inputShape: [16, 16, 3], seed }),
  },
};

const prefer = process.argv[2] as 'wasm' | 'cpu' | 'tensorflow' | undefined;
const tries = Number(process.argv[3] ?? 50);
await useBestBackend({ prefer });
let all = 0;
let refused = 0;
for (const [name, { shape, model, inputs = (x: tf.Tensor) => x, last = (y: tf.Tensor) => y }] of Object.entries(
  KINDS,
)) {
  let wrong = 0;
  let passes = 0;
  for (let seed = 0; seed < tries; seed++) {
    const net = model(seed + 1);
    const x = tf.tidy(() => inputs(tf.randomNormal([6, ...shape], 0, 1, 'float32', seed + 1)));
    const map = (t: tf.Tensor) => {
      passes++;
      return [last(net.apply(t, { training: false }) as tf.Tensor)];
    };
    try {
      readSync(checkGradient(map, x, 64));
    } catch (error) {
      wrong++;
      console.log(`  seed ${seed}: ${(error as Error).message.slice(0, 200)}`);
    }
    net.dispose();
    x.dispose();
  }
  all += tries;
  refused += wrong;
  console.log(
    `${name.padEnd(36)} ${tries} tries, ${wrong} refused, ${(passes / 2 / tries).toFixed(2)} trials a network`,
  );
}
console.log(`${tf.getBackend()}: ${refused} of ${all} refused`);
