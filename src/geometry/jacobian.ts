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
 * Gives the whole Jacobian of each example of a batch, to look into it, or to test against.
 *
 * @remarks It takes one forward pass and d backward passes, and n . d . (input size) values of memory. For its norm
 * alone use {@link squaredJacobianNorms}, which keeps none of it.
 *
 * @param f The embedding, which treats each example on its own.
 * @param x Inputs [n, ...], float32.
 * @returns A tensor [n, d, ...input dimensions] with the entries [i, j, ...] = d f_j(x_i) / d x_i. The caller disposes
 * of it.
 * @throws InputError when f(x) does not have n rows or does not depend on x, when x is not float32, or when no
 * gradients are registered.
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
