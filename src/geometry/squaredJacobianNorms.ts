import { reshape, square, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../internal/checks.js';
import { asFunction, checkEmbedding, type Embedding } from './embedding.js';
import { outputCotangent } from './jacobian.js';
import { vjp } from './vjp.js';

/**
 * ||df/dx(x_i)||_F^2 of each example, exactly: d vector-Jacobian passes, each squared and summed at once, so that peak
 * memory does not grow with d.
 *
 * @param f embedding, each example on its own
 * @param x inputs [n, ...], float32
 * @returns squared Frobenius norms, length n
 * @throws InputError as {@link jacobian}, or when the Jacobian is not finite
 * @example
 * await squaredJacobianNorms((x) => tf.square(x), tf.tensor2d([[1, 2]])); // [20]: 2^2 + 4^2
 */
export async function squaredJacobianNorms(f: Embedding, x: Tensor): Promise<Float64Array> {
  const map = asFunction('squaredJacobianNorms', f);
  const shape = checkEmbedding('squaredJacobianNorms', map, x);
  const d = shape.slice(1).reduce((product, size) => product * size, 1);
  const norms = new Float64Array(shape[0]);
  for (let j = 0; j < d; j++) {
    const squares = await squaredVjpNorms('squaredJacobianNorms', map, x, () => outputCotangent(j, d, shape));
    for (let i = 0; i < norms.length; i++) norms[i] += squares[i];
  }
  return norms;
}

/** ||J_i^T v_i||^2 of each example, for the cotangents v [n, ...]; refuses a non-finite one. */
export async function squaredVjpNorms(
  where: string,
  f: (x: Tensor) => Tensor,
  x: Tensor,
  cotangent: () => Tensor,
): Promise<Float32Array> {
  const tensor = tidy(() => {
    const product = vjp(where, f, x, cotangent()); // x's shape
    return sum(square(reshape(product, [x.shape[0], -1])), 1); // [n]
  });
  const squares = (await tensor.data()) as Float32Array;
  tensor.dispose();
  const bad = squares.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const remedy = 'Look for NaN in x or in the weights, a diverged loss, or log and sqrt at zero.';
    refuse(where, 'df/dx', 'finite', `a squared norm of ${squares[bad]} at example ${bad}`, remedy);
  }
  return squares;
}
