import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { boolean, oneOf, readOptions, sizes } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { NETWORK_OPTIONS, refuseHugeLayers } from './checkNetwork.js';
import { seededInitialisers } from './seededInitialisers.js';

/** Options of {@link mlp}. */
export interface MlpOptions {
  /** The units of each hidden layer. The default is [512, 512]. An empty list makes a linear classifier. */
  hidden?: readonly number[];
  /** The shape of an input, of any rank. The default is [28, 28, 1]. */
  inputShape?: readonly number[];
  /** The number of logits. The default is 10. */
  classes?: number;
  /** The activation after each hidden layer. The default is `'relu'`. */
  activation?: 'relu' | 'tanh' | 'sigmoid' | 'softplus' | 'linear';
  /** Whether there is batch norm before each activation. The default is false. */
  batchNorm?: boolean;
  /**
   * The distribution of initial kernels. `'he'`, the default, has the variance 2 / inputs, and `'lecun'` has 1 /
   * inputs. `'torch'` is uniform within 1 / sqrt(inputs), for biases too.
   */
  initialisation?: 'he' | 'lecun' | 'torch';
  /** The seed of the initial weights, which are the same on every backend. The default is 0. */
  seed?: number;
}

const MLP_OPTIONS = {
  ...NETWORK_OPTIONS,
  hidden: sizes<readonly number[]>(() => true, 'an array of units', 'Pass, say, [512, 512].'),
  inputShape: sizes<readonly number[]>(
    (length) => length > 0,
    'an array of sizes',
    'A batch dimension is not part of it.',
  ),
  activation: oneOf('relu', 'tanh', 'sigmoid', 'softplus', 'linear'),
  batchNorm: boolean,
  initialisation: oneOf('he', 'lecun', 'torch'),
};

/**
 * Builds a multilayer perceptron, for small studies that run in seconds. The input is flattened, then come the hidden
 * layers `dense1`, `dense2` and so on, then one linear layer, `logits`, without softmax. The activations of the last
 * hidden layer are the layer `embedding`.
 *
 * @returns A `tf.LayersModel`, [n, ...inputShape] -> logits [n, classes].
 * @throws InputError for a size that is no whole number of at least 1, or an unknown activation or initialisation.
 * @example
 * mlp({ hidden: [100], inputShape: [28, 28, 1] }).countParams(); // 79510: 785 * 100 + 101 * 10
 */
export function mlp(options: MlpOptions = {}): LayersModel {
  return publicCall('mlp', () => {
    const {
      hidden = [512, 512],
      inputShape = [28, 28, 1],
      classes = 10,
      activation = 'relu',
      batchNorm = false,
      initialisation = 'he',
      seed = 0,
    } = readOptions(options, MLP_OPTIONS);
    refuseHugeLayers([inputShape.reduce((product, size) => product * size, 1), ...hidden, classes]);
    const draw = seededInitialisers(seed);

    const inputs = input({ shape: [...inputShape], name: 'input' });
    let x: SymbolicTensor = inputs;
    const then = (layer: layers.Layer) => {
      x = layer.apply(x) as SymbolicTensor;
    };
    const dense = (name: string, units: number) => {
      const fanIn = x.shape[1]!;
      const torch = initialisation === 'torch';
      const kernelInitializer = torch
        ? draw.uniform(fanIn ** -0.5)
        : draw.truncatedNormal((initialisation === 'he' ? 2 : 1) / fanIn);
      const biasInitializer = torch ? draw.uniform(fanIn ** -0.5) : initializers.zeros();
      then(layers.dense({ name, units, kernelInitializer, biasInitializer }));
    };
    const flat = { name: hidden.length === 0 ? 'embedding' : 'flatten' };
    then(inputShape.length === 1 ? layers.reshape({ ...flat, targetShape: [...inputShape] }) : layers.flatten(flat));
    for (const [i, units] of hidden.entries()) {
      dense(`dense${i + 1}`, units);
      if (batchNorm) then(layers.batchNormalization({ name: `dense${i + 1}_bn`, momentum: 0.9, epsilon: 1e-5 }));
      const name = i === hidden.length - 1 ? 'embedding' : `dense${i + 1}_${activation}`;
      then(layers.activation({ name, activation }));
    }
    dense('logits', classes);
    return model({ inputs, outputs: x, name: 'mlp' });
  });
}
