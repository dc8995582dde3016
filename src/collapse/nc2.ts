import { checkInteger, refuse } from '../input/checks.js';
import { readNumbers } from '../input/numbers.js';
import { publicCall } from '../input/publicCall.js';
import { dot } from '../numeric/linearAlgebra.js';
import { type PairDistances, pairDistances } from './means/pairDistances.js';

/** How far C vectors are from a simplex equiangular tight frame. All four are 0 at such a frame. */
export interface SimplexEtf {
  /**
   * The population standard deviation of the norms over their mean, between 0 and sqrt(C - 1). It is 0 for equal norms.
   */
  readonly equinormness: number;
  /** The population standard deviation over pairs of cos(m_i, m_j), between 0 and 1. It is 0 for equal angles. */
  readonly equiangularity: number;
  /**
   * The mean over pairs of |cos(m_i, m_j) + 1 / (C - 1)|, between 0 and C / (C - 1): how far angles are from the
   * largest angle that C vectors can all have with each other.
   */
  readonly maxAngle: number;
  /**
   * The distance || M M^T / ||M M^T||_F - (I - 1 1^T / C) / sqrt(C - 1) ||_F between 0 and sqrt(2), which is 0 at a
   * simplex frame only.
   */
  readonly etfDistance: number;
}

/**
 * Tells how close C vectors are to being equally long, and at the largest angle that all of them can have with each
 * other: NC2, a simplex equiangular tight frame.
 *
 * Class means are centred first, by {@link centredClassMeans}. The rows of a classifier are taken as they are.
 *
 * @param vectors The vectors [C, d], row-major.
 * @param classes The number of vectors C, at least 2.
 * @returns Four measures without a unit, of which each is 0 at a simplex frame.
 * @throws InputError when a vector is zero, since it has no direction, or for fewer than two vectors.
 * @example
 * nc2([-1, 1], 2); // { equinormness: 0, equiangularity: 0, maxAngle: 0, etfDistance: 0 }
 * nc2([-1, 3], 2).equinormness; // 0.5: norms of 1 and 3
 * @see Papyan, Han and Donoho, "Prevalence of neural collapse", 2020
 */
export function nc2(vectors: ArrayLike<number>, classes: number): SimplexEtf {
  return publicCall('nc2', () => {
    const values = readNumbers('vectors', vectors);
    return nc2At(normsOfDirected(values, classes), pairDistances(values, classes));
  });
}

/**
 * {@link nc2} from the norms [C] and the squared distances of the vectors: m_i . m_j = (n_i^2 + n_j^2 - d_ij) / 2. A
 * vector of zeros has a length and products, but no angles, so that the two measures of angles mean nothing where there
 * is one.
 */
export function nc2At(norms: Float64Array, distances: PairDistances): SimplexEtf {
  const classes = norms.length;
  const meanNorm = norms.reduce((sum, norm) => sum + norm, 0) / classes;
  const normVariance = norms.reduce((sum, norm) => sum + (norm - meanNorm) ** 2, 0) / classes;
  const sizes = norms.map((norm) => norm / meanNorm); // the ETF distance is scale-free; so are its squares, then
  const pairs = (classes * (classes - 1)) / 2;
  const gramNorm = Math.sqrt(
    sumOverPairs((cosine, i, j) => 2 * (cosine * sizes[i] * sizes[j]) ** 2) + powerSum(sizes, 4),
  );
  // Deviations from -1 / (C - 1), not the cosines themselves: at a frame they vanish, and so does the rounding.
  const ideal = -1 / (classes - 1);
  const diagonal = (1 - 1 / classes) / Math.sqrt(classes - 1);
  const offDiagonal = -1 / (classes * Math.sqrt(classes - 1));
  let [seen, first, sum, squares, deviation] = [0, 0, 0, 0, 0];
  const distance =
    sizes.reduce((total, size) => total + (size ** 2 / gramNorm - diagonal) ** 2, 0) +
    sumOverPairs((cosine, i, j) => {
      if (seen++ === 0) first = cosine;
      // The first is subtracted, so that equal angles have exactly no variance, and nearly equal ones keep their
      // digits.
      const shifted = cosine - first;
      sum += shifted;
      squares += shifted * shifted;
      deviation += Math.abs(cosine - ideal);
      return 2 * ((cosine * sizes[i] * sizes[j]) / gramNorm - offDiagonal) ** 2;
    });
  return {
    equinormness: Math.sqrt(normVariance) / meanNorm,
    equiangularity: Math.sqrt(Math.max(0, squares / pairs - (sum / pairs) ** 2)),
    maxAngle: deviation / pairs,
    etfDistance: Math.sqrt(distance),
  };

  function sumOverPairs(term: (cosine: number, i: number, j: number) => number): number {
    let total = 0;
    for (let i = 1; i < classes; i++) {
      const row = distances(i);
      for (let j = 0; j < i; j++) {
        const both = norms[i] > 0 && norms[j] > 0;
        const cosine = both ? (norms[i] / norms[j] + norms[j] / norms[i] - row[j] / norms[i] / norms[j]) / 2 : 0;
        total += term(cosine, i, j);
      }
    }
    return total;
  }
}

function powerSum(values: Float64Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0);
}

/** ||v_c|| of the rows of a [C, d] matrix. */
export function rowNorms(vectors: Float64Array, classes: number, argument = 'vectors'): Float64Array {
  checkInteger('classes', classes);
  if (classes < 2 || vectors.length % classes !== 0 || vectors.length === 0) {
    const expected = `of C >= 2 rows of equal length, C = ${classes}`;
    refuse(argument, expected, `${vectors.length} values`, 'Pass a [C, d] matrix, row-major, and C.');
  }
  const d = vectors.length / classes;
  return Float64Array.from({ length: classes }, (_, c) => Math.sqrt(dot(vectors, vectors, d, c * d, c * d)));
}

/** {@link rowNorms}; refuses a zero row, which has no direction. */
export function normsOfDirected(vectors: Float64Array, classes: number, argument = 'vectors'): Float64Array {
  const norms = rowNorms(vectors, classes, argument);
  const zero = norms.findIndex((norm) => !(norm > 0));
  if (norms.includes(Infinity))
    refuse(argument, 'of values whose squares are finite', 'larger ones', 'Scale the values.');
  if (zero < 0) return norms;
  const remedy = 'It has no direction: a class mean equal to mu_G, or a weight row of zeros.';
  return refuse(argument, 'non-zero', `a zero vector for class ${zero}`, remedy);
}
