import type { Tensor } from '@tensorflow/tfjs-core';
import { abortSignal, boolean, number, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { estimatesOf } from './estimatesOf.js';
import { DEFAULT_ESTIMATOR } from './estimatorChoice.js';
import { type GeometricComplexityOptions, settingsOf } from './options.js';
import { asFunction, type Embedding } from './products/embedding.js';

/** Options of {@link squaredJacobianNorms}. */
export type SquaredJacobianNormsOptions = Pick<GeometricComplexityOptions, 'memory' | 'check' | 'signal'>;

/**
 * ||df/dx(x_i)||_F^2 of each example, exactly: d vector-Jacobian products from one forward pass, each squared and summed at
 * once, so that peak memory does not grow with d. Where the embedding ends in a ReLU, rows of outputs that are 0 are 0, and
 * are left out. `memory` is the number of bytes of activations that one forward pass may keep, default 2^29: more examples
 * go in parts. `check` and `signal` are those of {@link geometricComplexity}.
 *
 * @param f embedding, each example on its own
 * @param x inputs [n, ...], float32
 * @returns squared Frobenius norms, length n
 * @throws InputError as {@link geometricComplexity}
 * @example
 * await squaredJacobianNorms((x) => tf.square(x), tf.tensor2d([[1, 2]])); // [20]: 2^2 + 4^2
 */
export async function squaredJacobianNorms(
  f: Embedding,
  x: Tensor,
  options: SquaredJacobianNormsOptions = {},
): Promise<Float64Array> {
  return publicCall('squaredJacobianNorms', async () => {
    const read = { memory: number(1), check: boolean, signal: abortSignal };
    const { memory, check, signal } = readOptions(options, read);
    const map = asFunction(f);
    const settings = settingsOf({ estimator: { ...DEFAULT_ESTIMATOR, kind: 'exact' }, memory, check, signal });
    const [{ perExample }] = await estimatesOf((input) => [map(input)], x, settings, f);
    return perExample;
  });
}
