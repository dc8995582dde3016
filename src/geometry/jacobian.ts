import { stack, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { asFunction, checkEmbedding, type Embedding } from './embedding.js';
import { vjp } from './vjp.js';

/**
 * The Jacobian of each example of a batch, whole: the oracle for tests and small maps. d passes and n . d . (input
 * size) values of memory; for its norm alone use {@link squaredJacobianNorms}, which keeps none of it.
 *
 * @param f embedding, each example on its own
 * @param x inputs [n, ...], float32
 * @returns tensor [n, d, ...input dimensions], entry [i, j, ...] = d f_j(x_i) / d x_i
 * @throws InputError when f(x) does not have n rows, x is not float32, or no gradients are registered
 * @example
 * jacobian((x) => tf.square(x), tf.tensor2d([[1, 2]])); // [[[2, 0], [0, 4]]]
 */
export function jacobian(f: Embedding, x: Tensor): Tensor {
  const map = asFunction('jacobian', f);
  const shape = checkEmbedding('jacobian', map, x);
  const d = shape.slice(1).reduce((product, size) => product * size, 1);
  return tidy(() => {
    const rows: Tensor[] = [];
    for (let j = 0; j < d; j++) rows.push(tidy(() => vjp('jacobian', map, x, outputCotangent(j, d, shape))));
    return stack(rows, 1); // [n, d, ...]
  });
}

/** The cotangent [n, ...] that picks output j of every example. Filled on the host: wasm's float32 oneHot holds integer bits. */
export function outputCotangent(j: number, d: number, shape: number[]): Tensor {
  const values = new Float32Array(shape[0] * d);
  for (let at = j; at < values.length; at += d) values[at] = 1;
  return tensor(values, shape);
}
