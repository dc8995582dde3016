import { refuse } from '../internal/checks.js';
import { dot } from '../internal/linearAlgebra.js';

/** How far C vectors are from a simplex equiangular tight frame; all zero at one. */
export interface SimplexEtf {
  /** std_c ||m_c|| / mean_c ||m_c||, population std. */
  readonly equinormness: number;
  /** std over pairs of cos(m_c, m_c'), population std. */
  readonly equiangularity: number;
  /** Mean over pairs of |cos(m_c, m_c') + 1 / (C - 1)|: the distance from the largest possible equal angle. */
  readonly maxAngle: number;
  /** || M M^T / ||M M^T||_F - (I - 1 1^T / C) / sqrt(C - 1) ||_F, between 0 and 2. */
  readonly etfDistance: number;
}

/**
 * NC2: convergence of C vectors to a simplex equiangular tight frame. Centre class means first
 * ({@link centredClassMeans}); classifier weights are taken as they are.
 *
 * @param vectors [C, d], row-major
 * @param classes C >= 2
 * @throws InputError when a vector is zero: it has no direction
 * @example
 * simplexEtf([-1, 1], 2); // { equinormness: 0, equiangularity: 0, maxAngle: 0, etfDistance: 0 }
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function simplexEtf(vectors: ArrayLike<number>, classes: number): SimplexEtf {
  const units = unitRows('simplexEtf', vectors, classes);
  const { norms, dimension: d } = units;
  const meanNorm = norms.reduce((sum, norm) => sum + norm, 0) / classes;
  const normVariance = norms.reduce((sum, norm) => sum + (norm - meanNorm) ** 2, 0) / classes;
  const pairs = (classes * (classes - 1)) / 2;
  let sum = 0;
  let squares = 0;
  let deviation = 0;
  let gramSquares = norms.reduce((total, norm) => total + (norm / meanNorm) ** 4, 0);
  // Deviations from -1 / (C - 1), not the cosines themselves: at a frame they vanish, and so does the rounding.
  const ideal = -1 / (classes - 1);
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++) {
      const cosine = dot(units.values, units.values, d, i * d, j * d);
      sum += cosine - ideal;
      squares += (cosine - ideal) ** 2;
      deviation += Math.abs(cosine - ideal);
      gramSquares += 2 * (cosine * (norms[i] / meanNorm) * (norms[j] / meanNorm)) ** 2;
    }
  }
  const gramNorm = Math.sqrt(gramSquares);
  const root = Math.sqrt(classes - 1);
  let distance = 0;
  for (let i = 0; i < classes; i++) {
    distance += ((norms[i] / meanNorm) ** 2 / gramNorm - (1 - 1 / classes) / root) ** 2;
    for (let j = i + 1; j < classes; j++) {
      const entry = dot(units.values, units.values, d, i * d, j * d) * (norms[i] / meanNorm) * (norms[j] / meanNorm);
      distance += 2 * (entry / gramNorm + 1 / (classes * root)) ** 2;
    }
  }
  return {
    equinormness: Math.sqrt(normVariance) / meanNorm,
    equiangularity: Math.sqrt(Math.max(0, squares / pairs - (sum / pairs) ** 2)),
    maxAngle: deviation / pairs,
    etfDistance: Math.sqrt(distance),
  };
}

/** The rows of a [C, d] matrix as unit vectors with their norms; refuses a zero row, which has no direction. */
export function unitRows(where: string, vectors: ArrayLike<number>, classes: number) {
  const dimension = vectors.length / classes;
  const norms = new Float64Array(classes);
  const values = Float64Array.from(vectors);
  for (let c = 0; c < classes; c++) {
    norms[c] = Math.sqrt(dot(values, values, dimension, c * dimension, c * dimension));
    if (norms[c] === 0) {
      const remedy = 'It has no direction: a class mean equal to mu_G, or a weight row of zeros.';
      refuse(where, 'vectors', 'non-zero', `a zero vector for class ${c}`, remedy);
    }
    for (let j = c * dimension; j < (c + 1) * dimension; j++) values[j] /= norms[c];
  }
  return { values, norms, dimension };
}
