import { readNumbers } from '../input/numbers.js';
import { publicCall } from '../input/publicCall.js';
import { type PairDistances, pairDistances } from './means/pairDistances.js';
import { normsOfDirected } from './nc2.js';

/** How evenly the directions of class means are spread over the sphere. */
export interface HypersphericalUniformity {
  /**
   * The mean over pairs of classes of log(1 / ||u_i - u_j||), at least -0.5 log(2 C / (C - 1)). A lower mean means that
   * directions are further apart.
   */
  readonly mean: number;
  /** The population variance of the same, 0 where all distances are equal. */
  readonly variance: number;
}

/**
 * Tells how evenly class means are spread where there are too many classes for a simplex (C - 1 > d): GNC2,
 * hyperspherical uniformity.
 *
 * It is the mean and the population variance over pairs i != j of log(1 / ||u_i - u_j||), with u_c the unit vector of
 * the centred mean of class c. Two equal directions make both Infinity, and directions closer than 2^-22 count as
 * equal.
 *
 * @param centredMeans The matrix M [C, d], row-major: {@link centredClassMeans}.
 * @param classes The number of classes C, at least 2.
 * @returns Mean and variance, without a unit.
 * @throws InputError when a vector is zero, since it has no direction.
 * @example
 * gnc2([-1, 1], 2); // { mean: -0.6931472, variance: 0 }: log(1 / 2)
 * @see Wu and Papyan, "Linguistic Collapse", 2024
 */
export function gnc2(centredMeans: ArrayLike<number>, classes: number): HypersphericalUniformity {
  return publicCall('gnc2', () => {
    const values = readNumbers('centredMeans', centredMeans);
    const norms = normsOfDirected(values, classes, 'centredMeans');
    return gnc2At(norms, pairDistances(values, classes));
  });
}

/**
 * Rounding of a squared distance of two unit vectors in the difference below: directions closer than 2^-22 count as
 * one.
 */
const NEGLIGIBLE = 2 ** -44;

/**
 * {@link gnc2} from the norms [C] and squared distances of the means:
 * ||u_i - u_j||^2 = (d_ij - (n_i - n_j)^2) / (n_i n_j).
 */
export function gnc2At(norms: Float64Array, distances: PairDistances): HypersphericalUniformity {
  let mean = 0;
  let squares = 0;
  let pairs = 0;
  for (let i = 1; i < norms.length; i++) {
    const row = distances(i);
    for (let j = 0; j < i; j++) {
      const squared = (row[j] - (norms[i] - norms[j]) ** 2) / norms[i] / norms[j];
      const rounding = NEGLIGIBLE * (norms[i] / norms[j] + norms[j] / norms[i]);
      if (squared <= rounding) return { mean: Infinity, variance: Infinity };
      const energy = -0.5 * Math.log(squared);
      // Welford: a running mean, so that the variance is a sum of squares, not a difference of two.
      pairs++;
      const before = energy - mean;
      mean += before / pairs;
      squares += before * (energy - mean);
    }
  }
  return { mean, variance: squares / pairs };
}
