import { permutation, seededRandom } from '../../src/numeric/random.js';

/** The rows [, d] of a matrix, each by a function. */
export function byRow(
  matrix: Float64Array,
  d: number,
  move: (row: Float64Array, at: number) => ArrayLike<number>,
): Float64Array {
  const moved = new Float64Array(matrix.length);
  for (let at = 0; at < matrix.length; at += d) moved.set(move(matrix.subarray(at, at + d), at / d), at);
  return moved;
}

/** The transpose of a [d, d] matrix. */
export const transposed = (matrix: Float64Array, d: number) =>
  matrix.map((_, at) => matrix[(at % d) * d + Math.floor(at / d)]);

/**
 * An orthogonal map that adds three bits and no rounding: coordinates change places and signs, and v - (v . s / 2) s
 * reflects four at a time.
 */
export function exactRotation(d: number, seed: number): (matrix: Float64Array) => Float64Array {
  const random = seededRandom(seed);
  const order = permutation(d, random);
  const signs = order.map(() => random.sign());
  const mirrors = (d < 4 ? [] : [0, 1, 2]).map(() =>
    Array.from(permutation(d, random).subarray(0, 4), (j) => ({ j, sign: random.sign() })),
  );
  return (matrix) =>
    byRow(matrix, d, (row) => {
      const turned = Float64Array.from(order, (from, j) => signs[j] * row[from]);
      for (const mirror of mirrors) {
        const half = mirror.reduce((sum, { j, sign }) => sum + sign * turned[j], 0) / 2;
        for (const { j, sign } of mirror) turned[j] -= sign * half;
      }
      return turned;
    });
}
