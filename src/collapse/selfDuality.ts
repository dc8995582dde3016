import { refuse } from '../input/checks.js';
import { readNumbers } from '../input/numbers.js';
import { publicCall } from '../input/publicCall.js';
import { dot } from '../numeric/linearAlgebra.js';
import { normsOfDirected } from './simplexEtf.js';

/**
 * NC3, self-duality: || W / ||W||_F - M / ||M||_F ||_F^2, squared as in the paper; between 0 (classifier and centred
 * means are one up to scale) and 4.
 *
 * @param weights W [C, d], row-major: the transpose of a Dense kernel
 * @param centredMeans M [C, d], row-major
 * @throws InputError when the lengths differ, or either is all zero
 * @example
 * selfDuality([-2, 2], [-1, 1]); // 0
 * selfDuality([2, -2], [-1, 1]); // 4
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function selfDuality(weights: ArrayLike<number>, centredMeans: ArrayLike<number>): number {
  return publicCall('selfDuality', () => {
    const [w, m] = readPair(weights, centredMeans);
    const scaleW = inverseNorm('weights', w);
    const scaleM = inverseNorm('centredMeans', m);
    let sum = 0;
    for (let i = 0; i < w.length; i++) sum += (w[i] * scaleW - m[i] * scaleM) ** 2;
    return sum;
  });
}

/**
 * UNC3, uniform duality: the population variance over classes of cos(w_c, mu_c - mu_G). 0 when every class is equally
 * well aligned with its classifier row.
 *
 * @param weights W [C, d], row-major
 * @param centredMeans M [C, d], row-major
 * @throws InputError when a row is zero
 * @example
 * uniformDuality([-2, 2], [-1, 1], 2); // 0
 * @see Wu and Papyan, "Linguistic Collapse", 2024
 */
export function uniformDuality(weights: ArrayLike<number>, centredMeans: ArrayLike<number>, classes: number): number {
  return publicCall('uniformDuality', () => {
    const cosines = cosinesWithMeans(weights, centredMeans, classes);
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / classes;
    return cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / classes;
  });
}

/** cos(w_c, mu_c - mu_G) of each class, length C; refuses a zero row. */
export function cosinesWithMeans(weights: ArrayLike<number>, centredMeans: ArrayLike<number>, classes: number) {
  const [w, m] = readPair(weights, centredMeans);
  const normsW = normsOfDirected(w, classes, 'weights');
  const normsM = normsOfDirected(m, classes, 'centredMeans');
  const d = w.length / classes;
  return normsW.map((norm, c) => dot(w, m, d, c * d, c * d) / norm / normsM[c]);
}

/**
 * Bias collapse: ||W mu_G + b||, the logits at the global mean. 0 when the bias cancels the features' common offset.
 *
 * @param weights W [C, d], row-major
 * @param bias b [C]
 * @param centre mu_G [d]
 * @throws InputError when the lengths do not fit together
 * @example
 * biasCollapse([1, -1], [-3, 3], [3]); // 0
 */
export function biasCollapse(weights: ArrayLike<number>, bias: ArrayLike<number>, centre: ArrayLike<number>): number {
  return publicCall('biasCollapse', () => {
    const [w, b, mu] = [readNumbers('weights', weights), readNumbers('bias', bias), readNumbers('centre', centre)];
    const d = mu.length;
    if (w.length !== b.length * d || w.length === 0) {
      const remedy = 'weights are [C, d], bias [C], centre [d]; a Dense kernel [d, C] has to be transposed.';
      refuse('weights', w.length === 0 ? 'of one value at least' : `of length ${b.length * d}`, `${w.length}`, remedy);
    }
    let sum = 0;
    for (let c = 0; c < b.length; c++) sum += (dot(w, mu, d, c * d) + b[c]) ** 2;
    return Math.sqrt(sum);
  });
}

/** 1 / ||v||. */
function inverseNorm(argument: string, v: Float64Array): number {
  const norm = Math.sqrt(dot(v, v, v.length));
  if (norm === 0) refuse(argument, 'non-zero', 'zeros', 'A matrix of zeros has no direction.');
  if (norm === Infinity) refuse(argument, 'of values whose squares are finite', 'larger ones', 'Scale the values.');
  return 1 / norm;
}

function readPair(weights: ArrayLike<number>, centredMeans: ArrayLike<number>): [Float64Array, Float64Array] {
  const [w, m] = [readNumbers('weights', weights), readNumbers('centredMeans', centredMeans)];
  if (w.length === m.length) return [w, m];
  const remedy = 'Both are [C, d]; a Dense kernel [d, C] has to be transposed.';
  return refuse('weights', `of length ${m.length}`, `${w.length}`, remedy);
}
