import { initializers } from '@tensorflow/tfjs-layers';
import { refuse } from '../input/checks.js';
import { MOST_WEIGHTS } from './checkNetwork.js';

type Initialiser = ReturnType<typeof initializers.zeros>;

/**
 * Distributions of mean zero for the weights of one network. The seed of the n-th that is asked for is made of the seed
 * of the network and n.
 */
export interface SeededInitialisers {
  /** Normal with the given variance, cut at two standard deviations. */
  truncatedNormal(variance: number): Initialiser;
  normal(variance: number): Initialiser;
  /** Uniform between -limit and limit. */
  uniform(limit: number): Initialiser;
}

/** The standard deviation of a standard normal variable that is cut at two. */
const TRUNCATED = 0.8796256610342398;

/**
 * Initial weights that are the same on every backend for the same seed, since TensorFlow.js draws them on the host. The
 * `heNormal` and `leCunNormal` of TensorFlow.js 4.22.0 do not take into account that cutting the tails takes 23% of the
 * variance. Here the variance is what the name promises, as in Flax and Keras.
 */
export function seededInitialisers(seed: number): SeededInitialisers {
  let drawn = 0;
  const next = () => 1 + seed * 1000 + drawn++; // never 0, which TensorFlow.js takes for "no seed"
  return {
    truncatedNormal: (variance) =>
      bounded(initializers.truncatedNormal({ stddev: Math.sqrt(variance) / TRUNCATED, seed: next() })),
    normal: (variance) => bounded(initializers.randomNormal({ stddev: Math.sqrt(variance), seed: next() })),
    uniform: (limit) => bounded(initializers.randomUniform({ minval: -limit, maxval: limit, seed: next() })),
  };
}

/** Refuses a layer that no memory holds, before it is made. */
function bounded(initialiser: Initialiser): Initialiser {
  const apply = initialiser.apply.bind(initialiser);
  initialiser.apply = (shape, dtype) => {
    if (shape.reduce<number>((product, size) => product * (size ?? 1), 1) <= MOST_WEIGHTS) return apply(shape, dtype);
    const remedy = 'Look at inputShape, classes, width and the hidden layers.';
    return refuse('options', `of layers of at most ${MOST_WEIGHTS} weights`, `one of shape [${shape}]`, remedy);
  };
  return initialiser;
}
