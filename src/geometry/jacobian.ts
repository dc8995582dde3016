import { stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { boolean, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { checkAtOnce, refuseNonFinite } from './checks/checkAtOnce.js';
import { asFunction, checkInput, type Embedding } from './products/embedding.js';
import { linearise } from './products/linearisation.js';

/** Options of {@link jacobian}. */
export interface JacobianOptions {
  /** Whether the gradient is compared with differences of f at the first call with f. The default is true. */
  check?: boolean;
}

/**
 * The Jacobian of each example of a batch, whole: the oracle for tests and small maps. One forward pass, d products, and
 * n . d . (input size) values of memory; for its norm alone use {@link squaredJacobianNorms}, which keeps none of it.
 *
 * @param f embedding, each example on its own
 * @param x inputs [n, ...], float32
 * @returns tensor [n, d, ...input dimensions], entry [i, j, ...] = d f_j(x_i) / d x_i
 * @throws InputError when f(x) does not have n rows or does not depend on x, x is not float32, or no gradients are registered
 * @example
 * const J = jacobian((x) => tf.square(x), tf.tensor2d([[1, 2]]));
 * J; // [[[2, 0], [0, 4]]]: 2 x on the diagonal
 * J.dispose();
 */
export function jacobian(f: Embedding, x: Tensor, options: JacobianOptions = {}): Tensor {
  return publicCall('jacobian', () => {
    const { check = true } = readOptions(options, { check: boolean });
    const map = asFunction(f);
    checkInput(x);
    const maps = (input: Tensor) => [map(input)];
    return tidy(() => {
      const { outputs, product, kernels, dispose } = linearise(maps, x);
      try {
        checkAtOnce(maps, x, outputs, { owner: f, check, path: kernels });
        const d = outputs[0].size / x.shape[0];
        const rows = Array.from({ length: d }, (_, j) => {
          const cotangent = new Float32Array(outputs[0].size);
          for (let at = j; at < cotangent.length; at += d) cotangent[at] = 1;
          return product(0, cotangent); // [n, ...]
        });
        const all = stack(rows, 1); // [n, d, ...]
        refuseNonFinite(all);
        return all;
      } finally {
        dispose();
      }
    });
  });
}
