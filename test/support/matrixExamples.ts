import type { Examples } from '../../src/geometry/examples.js';

/** Examples whose Jacobians [n][d][p] are given: estimators without a network, in float64. */
export function matrixExamples(jacobians: number[][][], features?: number[][], zeroMeansDead = false): Examples {
  const [n, d, p] = [jacobians.length, jacobians[0].length, jacobians[0][0].length];
  return {
    n,
    d,
    p,
    zeroMeansDead,
    features: async () => Float32Array.from((features ?? jacobians.map((rows) => rows.map(([first]) => first))).flat()),
    async *squares(_count, cotangents, columns) {
      for (const v of cotangents) {
        const products = jacobians.map((rows, i) =>
          Array.from({ length: p }, (_, l) => rows.reduce((sum, row, j) => sum + v[i * d + j] * row[l], 0) ** 2),
        );
        yield Float32Array.from(
          columns
            ? products.flatMap((squares) => Array.from(columns, (l) => squares[l]))
            : products.map((squares) => squares.reduce((sum, square) => sum + square, 0)),
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
