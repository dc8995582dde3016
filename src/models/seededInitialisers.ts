import { initializers } from '@tensorflow/tfjs-layers';

type Initialiser = ReturnType<typeof initializers.zeros>;

/** Distributions of mean zero, for one network: the nth that is asked for has the seed of the network and n. */
export interface SeededInitialisers {
  /** Normal of the given variance, cut at two standard deviations. */
  truncatedNormal(variance: number): Initialiser;
  normal(variance: number): Initialiser;
  /** Uniform between -limit and limit. */
  uniform(limit: number): Initialiser;
}

/** Standard deviation of a standard normal variable that is cut at two. */
const TRUNCATED = 0.8796256610342398;

/**
 * TensorFlow.js draws on the host, so a seed gives the same weights on every backend. Its own `heNormal` and `leCunNormal` forget that cutting
 * the tails takes 23% of the variance; here the variance is what the name promises, as in Flax and Keras.
 */
export function seededInitialisers(seed: number): SeededInitialisers {
  let drawn = 0;
  const next = () => 1 + seed * 1000 + drawn++; // never 0, which TensorFlow.js takes for "no seed"
  return {
    truncatedNormal: (variance) =>
      initializers.truncatedNormal({ stddev: Math.sqrt(variance) / TRUNCATED, seed: next() }),
    normal: (variance) => initializers.randomNormal({ stddev: Math.sqrt(variance), seed: next() }),
    uniform: (limit) => initializers.randomUniform({ minval: -limit, maxval: limit, seed: next() }),
  };
}
