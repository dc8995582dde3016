import type { Tensor } from '@tensorflow/tfjs-core';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { estimatesOf } from './estimatesOf.js';
import { ESTIMATE_OPTIONS, type GeometricComplexityOptions, settingsOf } from './options.js';
import { asFunction, type Embedding } from './products/embedding.js';
import { type GeometricComplexity, probesFor, recordOf } from './record.js';

/**
 * Tells how strongly the features of a network react to its input: the geometric complexity of an embedding on a batch,
 * with its error.
 *
 * GC = (1/n) sum_i ||df/dx(x_i)||_F^2, the mean squared Frobenius norm of the Jacobian, of the network in inference
 * mode. It is 0 for a constant map.
 *
 * @remarks A probe is a random cotangent v of each example, with E v v^T = I, so that ||J^T v||^2 is an unbiased
 * estimate of ||J||_F^2. All probes share one forward pass, and each is one backward pass for the whole batch. By
 * default v = D h, with random signs D of each example and rows h of a Hadamard matrix, drawn without replacement.
 * Cotangents that differ from example to example take no more time than one for the whole batch, and their errors
 * average out over the examples. From 8 probes on a third of them, and from 16 on half, measure the directions in which
 * the features are largest exactly, since a trained network has most of its Jacobian there.
 *
 * @param f The embedding: a function of tensors that treats each example on its own, or a LayersModel, which is
 * measured at its output. Of a classifier pass `splitAtEmbedding(model).embedding`: its own output is logits, and one
 * that ends in softmax is refused.
 * @param x Inputs [n, ...], float32, normalised as the network is used to.
 * @returns The mean over the examples, its error, and the value of each example, in (feature unit / input unit)^2.
 * @throws InputError when f(x) does not have n rows, depends on other examples (batch norm in training mode) or does
 * not depend on x, when the gradient of f is not its derivative, when values are not finite, when x is not float32,
 * when no gradients are registered, when a batch of one has fewer than 4 probes (no error could be given), or when
 * `relativeError` takes more than `maxVjps`.
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
