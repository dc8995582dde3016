import type { Tensor } from '@tensorflow/tfjs-core';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { estimatesOf } from './estimatesOf.js';
import { ESTIMATE_OPTIONS, type GeometricComplexityOptions, settingsOf } from './options.js';
import { asFunction, type Embedding } from './products/embedding.js';
import { type GeometricComplexity, probesFor, recordOf } from './record.js';

/**
 * Geometric complexity of an embedding on a batch: GC = (1/n) sum_i ||df/dx(x_i)||_F^2, of the map in inference mode.
 * It is the mean squared sensitivity of the features to the input, zero for a constant map.
 *
 * One forward pass serves all products. The estimate uses E ||J^T v||^2 = ||J||_F^2 for v = D h, random signs D of each example and
 * rows h of a Hadamard matrix, drawn without replacement: other cotangents for every example cost nothing more than one for the
 * whole batch and have a far smaller error. From 8 probes on, a third of them, from 16 on half, go to the directions in which the features are
 * largest, which hold most of a trained network's Jacobian and are measured exactly.
 *
 * @param f embedding: a function of tensors that treats each example on its own, or a LayersModel
 * @param x inputs [n, ...], float32, as the network sees them (normalised)
 * @returns mean, error and per-example values, in (feature unit / input unit)^2
 * @throws InputError when f(x) does not have n rows, mixes examples (batch norm in training mode) or does not depend on x, x is not
 * float32, no gradients are registered, the Jacobian is not finite, one probe meets a batch of one (no error can be given),
 * or `relativeError` takes more than `maxVjps`
 * @example
 * const f = (x) => tf.square(x);
 * const x = tf.tensor2d([[1, 2], [0, 1]]);
 * const { mean, perExample } = await geometricComplexity(f, x, { estimator: 'exact' });
 * perExample; // [20, 4]: (2 . 1)^2 + (2 . 2)^2, then (2 . 0)^2 + (2 . 1)^2
 * mean; // 12
 * @see Dherin, Munn, Rosca and Barrett, "Why neural networks find simple solutions", 2022
 */
export async function geometricComplexity(
  f: Embedding,
  x: Tensor,
  options: GeometricComplexityOptions = {},
): Promise<GeometricComplexity> {
  return publicCall('geometricComplexity', async () => {
    const settings = settingsOf(readOptions(options, ESTIMATE_OPTIONS), probesFor(x));
    const map = asFunction(f);
    const [estimate] = await estimatesOf((input) => [map(input)], x, settings, f);
    return recordOf(estimate, settings);
  });
}
