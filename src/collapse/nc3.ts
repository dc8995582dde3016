import { refuse } from '../input/checks.js';
import { readNumbers } from '../input/numbers.js';
import { publicCall } from '../input/publicCall.js';
import { dot } from '../numeric/linearAlgebra.js';

/**
 * Tells whether the rows of the classifier point where class means point: NC3, self-duality.
 *
 * NC3 = || W / ||W||_F - M / ||M||_F ||_F^2, squared as in the paper. It is 0 where W and M are equal up to scale, 2
 * where they are orthogonal, and 4 where they are opposite.
 *
 * @param weights The matrix W [C, d], row-major: the transpose of a Dense kernel.
 * @param centredMeans The matrix M [C, d], row-major: {@link centredClassMeans}.
 * @returns NC3 between 0 and 4, without a unit.
 * @throws InputError when the lengths differ, or when W or M is all zero.
 * @example
 * nc3([-2, 2], [-1, 1]); // 0
 * nc3([2, -2], [-1, 1]); // 4
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function nc3(weights: ArrayLike<number>, centredMeans: ArrayLike<number>): number {
  return publicCall('nc3', () => {
    const [w, m] = readPair(weights, centredMeans);
    const scaleW = inverseNorm('weights', w);
    const scaleM = inverseNorm('centredMeans', m);
    let sum = 0;
    for (let i = 0; i < w.length; i++) sum += (w[i] * scaleW - m[i] * scaleM) ** 2;
    return sum;
  });
}

/** 1 / ||v||. */
function inverseNorm(argument: string, v: Float64Array): number {
  const norm = Math.sqrt(dot(v, v, v.length));
  if (norm === 0) refuse(argument, 'non-zero', 'zeros', 'A matrix of zeros has no direction.');
  if (norm === Infinity) refuse(argument, 'of values whose squares are finite', 'larger ones', 'Scale the values.');
  return 1 / norm;
}

/** Reads two matrices, and refuses those of different lengths. */
export function readPair(weights: ArrayLike<number>, centredMeans: ArrayLike<number>): [Float64Array, Float64Array] {
  const [w, m] = [readNumbers('weights', weights), readNumbers('centredMeans', centredMeans)];
  if (w.length === m.length) return [w, m];
  const remedy = 'Both are [C, d]; a Dense kernel [d, C] has to be transposed.';
  return refuse('weights', `of length ${m.length}`, `${w.length}`, remedy);
}
