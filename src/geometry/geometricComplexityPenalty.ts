import { addN, mul, type Scalar, square, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { boolean, integer, readOptions, seed as seedOption } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { seededRandom } from '../numeric/random.js';
import { record } from '../tfjs/tape/record.js';
import { checkAtOnce } from './checks/checkAtOnce.js';
import { RADEMACHER } from './estimators/probes.js';
import { asFunction, checkFeatures, checkInput, type Embedding } from './products/embedding.js';
import { refuseConstant } from './products/linearisation.js';

/** The most probes, since all of them stay on the tape until the gradient is taken. */
const MOST_PROBES = 4096;

/** Options of {@link geometricComplexityPenalty}. */
export interface GeometricComplexityPenaltyOptions {
  /** Number of vector-Jacobian products of an example. The default is 1. */
  probes?: number;
  /** Seed of the probes. Pass the number of the step, so that every step draws others. The default is 0. */
  seed?: number;
  /** Whether the gradient in x is compared with differences of f at the first call with f. The default is true. */
  check?: boolean;
}

/**
 * Keeps a network simple while it trains: an unbiased estimate of the geometric complexity of its embedding on a batch,
 * as a tensor that has derivatives in the weights. Add a multiple of it to a loss, inside the function that is
 * minimised.
 *
 * @remarks Each probe is ||J^T v||^2 with independent random signs v of each example. Its gradient takes second
 * derivatives of the network. The layers of image networks have them, activations, pooling and normalisation among
 * them; docs/derivatives.md lists what has none.
 *
 * @param f The embedding, as for {@link geometricComplexity}. A LayersModel is run in inference mode.
 * @param x Inputs [n, ...], float32.
 * @returns A scalar, in (feature unit / input unit)^2.
 * @throws InputError when f(x) does not have n rows or does not depend on x, when x is not float32, or when no
 * gradients are registered.
 * @example
 * const three = geometricComplexityPenalty((x) => tf.mul(x, 3), tf.tensor2d([[1], [2]]));
 * three; // 9: the square of its derivative
 * three.dispose();
 *
 * const penalty = () => tf.mul(geometricComplexityPenalty(embedding, images, { seed: step }), 1e-4);
 * optimizer.minimize(() => tf.add<tf.Scalar>(crossEntropy(), penalty()));
 * @see Dherin, Munn, Rosca and Barrett, "Why neural networks find simple solutions", 2022
 */
export function geometricComplexityPenalty(
  f: Embedding,
  x: Tensor,
  options: GeometricComplexityPenaltyOptions = {},
): Scalar {
  return publicCall('geometricComplexityPenalty', () => {
    const readers = { probes: integer(1, MOST_PROBES), seed: seedOption, check: boolean };
    const { probes = 1, seed = 0, check = true } = readOptions(options, readers);
    const map = asFunction(f);
    checkInput(x);
    const maps = (input: Tensor) => [checkFeatures(map(input), input)];
    return tidy(() => {
      const { outputs, pull, kernels, dispose } = record(maps, x);
      try {
        checkAtOnce(maps, x, outputs, { owner: f, check, path: kernels });
        const n = x.shape[0];
        const products = [...RADEMACHER.draw(n, outputs[0].size / n, probes, seededRandom(seed))].map((signs) => {
          const cotangent = tensor(signs, outputs[0].shape);
          const product = pull(0, cotangent) ?? refuseConstant(); // x's shape
          return sum(square(product));
        });
        return mul(addN(products), 1 / (probes * n)) as Scalar;
      } finally {
        dispose();
      }
    });
  });
}
