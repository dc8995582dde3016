/** The whole Jacobians of a batch, from which every estimator can be replayed at little cost. */
import * as tf from '@tensorflow/tfjs-core';
import type { Examples } from '../../src/geometry/products/examples.js';
import { linearise } from '../../src/geometry/products/linearisation.js';

export interface Jacobians {
  readonly n: number;
  readonly d: number;
  readonly p: number;
  /** [n, d] */
  readonly features: Float32Array;
  /** J_i [n, d, p] */
  readonly entries: Float32Array;
  /** J_i J_i^T [n, d, d] */
  readonly gram: tf.Tensor3D;
}

/** By d products, one forward pass. */
export async function jacobiansOf(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Promise<Jacobians> {
  const n = x.shape[0];
  const p = x.size / n;
  const linear = linearise((input) => [f(input)], x);
  const features = (await linear.outputs[0].data()).slice() as Float32Array;
  const d = features.length / n;
  const entries = new Float32Array(n * d * p);
  for (let j = 0; j < d; j++) {
    const cotangent = new Float32Array(n * d);
    for (let i = 0; i < n; i++) cotangent[i * d + j] = 1;
    const product = linear.product(0, cotangent);
    const values = await product.data();
    product.dispose();
    for (let i = 0; i < n; i++) entries.set(values.subarray(i * p, (i + 1) * p), (i * d + j) * p);
  }
  linear.dispose();
  const gram = tf.tidy(() =>
    tf.stack(
      Array.from({ length: n }, (_, i) => {
        const rows = tf.tensor2d(entries.subarray(i * d * p, (i + 1) * d * p), [d, p]);
        return tf.matMul(rows, rows, false, true);
      }),
    ),
  ) as tf.Tensor3D;
  return { n, d, p, features, entries, gram };
}

/** Examples that answer from their Jacobians: ||J^T v||^2 = v^T (J J^T) v. */
export function replay({ n, d, p, features, entries, gram }: Jacobians): Examples {
  return {
    n,
    d,
    p,
    zeroMeansDead: false,
    features: async () => features,
    async *squares(_count, cotangents, columns) {
      if (columns) {
        for (const v of cotangents) yield rowEntries(v, columns);
        return;
      }
      const all = [...cotangents];
      const k = all.length;
      const values = await tf.tidy(() => {
        const v = tf.tensor3d(interleave(all), [n, k, d]);
        return tf.sum(tf.mul(tf.matMul(v, gram), v), 2); // [n, k]
      });
      const squares = await values.data();
      values.dispose();
      for (let j = 0; j < k; j++) yield Float32Array.from({ length: n }, (_, i) => squares[i * k + j]);
    },
    only: () => {
      throw new Error('the subset of examples is replayed from its norms');
    },
  };

  function interleave(all: Float32Array[]): Float32Array {
    const flat = new Float32Array(n * all.length * d);
    for (const [j, v] of all.entries()) {
      for (let i = 0; i < n; i++) flat.set(v.subarray(i * d, (i + 1) * d), (i * all.length + j) * d);
    }
    return flat;
  }

  /** The cotangent picks one output, the same for all examples. */
  function rowEntries(v: Float32Array, columns: Int32Array): Float32Array {
    const row = v.indexOf(1) % d;
    const squares = new Float32Array(n * columns.length);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < columns.length; c++) {
        squares[i * columns.length + c] = entries[(i * d + row) * p + columns[c]] ** 2;
      }
    }
    return squares;
  }
}
