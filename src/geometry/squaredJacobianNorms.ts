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
 * Measures how strongly the features of each example react to the input, without an error: the squared Frobenius norms
 * ||df/dx(x_i)||_F^2 of the Jacobians.
 *
 * @remarks It takes up to d backward passes from one forward pass. Each is squared and summed at once, so that memory
 * does not grow with d. Where the embedding ends in a ReLU, an output of 0 has a row of zeros in the Jacobian, and the
 * row is left out.
 *
 * @param f The embedding, which treats each example on its own.
 * @param x Inputs [n, ...], float32.
 * @returns The squared norms, length n, in (feature unit / input unit)^2.
 * @throws InputError where {@link geometricComplexity} throws one.
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
