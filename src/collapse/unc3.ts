import { publicCall } from '../input/publicCall.js';
import { dot } from '../numeric/linearAlgebra.js';
import { normsOfDirected } from './nc2.js';
import { readPair } from './nc3.js';

/**
 * Tells whether every class is equally well aligned with its row of the classifier: UNC3, uniform duality, the
 * population variance over classes of cos(w_c, mu_c - mu_G). It is 0 where they are.
 *
 * @param weights The matrix W [C, d], row-major: the transpose of a Dense kernel.
 * @param centredMeans The matrix M [C, d], row-major: {@link centredClassMeans}.
 * @param classes The number of classes C, at least 2.
 * @returns The variance between 0 and 1, without a unit.
 * @throws InputError when a row is zero, since it has no direction.
 * @example
 * unc3([-2, 2], [-1, 1], 2); // 0
 * unc3([2, 2], [-1, 1], 2); // 1: cosines of -1 and 1
 * @see Wu and Papyan, "Linguistic Collapse", 2024
 */
export function unc3(weights: ArrayLike<number>, centredMeans: ArrayLike<number>, classes: number): number {
  return publicCall('unc3', () => {
    const cosines = cosinesWithMeans(weights, centredMeans, classes);
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / classes;
    return cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / classes;
  });
}

/** cos(w_c, mu_c - mu_G) of each class, length C. A row of zeros is refused. */
export function cosinesWithMeans(weights: ArrayLike<number>, centredMeans: ArrayLike<number>, classes: number) {
  const [w, m] = readPair(weights, centredMeans);
  const normsW = normsOfDirected(w, classes, 'weights');
  const normsM = normsOfDirected(m, classes, 'centredMeans');
  const d = w.length / classes;
  return normsW.map((norm, c) => dot(w, m, d, c * d, c * d) / norm / normsM[c]);
}
