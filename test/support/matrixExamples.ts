import type { Examples } from '../../src/geometry/products/examples.js';

/** Examples whose Jacobians [n][d][p] are given: estimators without a network, in float64. */
export function matrixExamples(jacobians: number[][][], features?: number[][], zeroMeansDead = false): Examples {
  const [n, d, p] = [jacobians.length, jacobians[0].length, jacobians[0][0].length];
  const entries = Float64Array.from(jacobians.flat(2));
  return {
    n,
    d,
    p,
    zeroMeansDead,
    features: async () => Float32Array.from((features ?? jacobians.map((rows) => rows.map(([first]) => first))).flat()),
    async *squares(_count, cotangents, columns) {
      for (const v of cotangents) {
        const products = new Float64Array(n * p); // J_i^T v_i, squared
        for (let i = 0; i < n; i++) {
          for (let l = 0; l < p; l++) {
            let product = 0;
            for (let j = 0; j < d; j++) product += v[i * d + j] * entries[(i * d + j) * p + l];
            products[i * p + l] = product * product;
          }
        }
        const rows = Array.from({ length: n }, (_, i) => products.subarray(i * p, (i + 1) * p));
        yield Float32Array.from(
          columns
            ? rows.flatMap((squares) => Array.from(columns, (l) => squares[l]))
            : rows.map((squares) => squares.reduce((sum, square) => sum + square, 0)),
        );
      }
    },
    only: (indices) => ({
      open: () => [matrixExamples(Array.from(indices, (i) => jacobians[i]))],
      release: () => {},
    }),
  };
}

/** ||J_i||_F^2 of each. */
export const squaredNorms = (jacobians: number[][][]) =>
  jacobians.map((rows) => rows.flat().reduce((sum, entry) => sum + entry * entry, 0));
