import { squaredDistance } from '../internal/linearAlgebra.js';
import { unitRows } from './simplexEtf.js';

/**
 * GNC2, hyperspherical uniformity: mean and population variance over pairs i != j of log(1 / ||u_i - u_j||), u_c the
 * unit vector of the centred mean of class c. It asks that directions be spread evenly where C - 1 > d makes a simplex
 * impossible. Lower mean: further apart; two equal directions make it Infinity, and the variance NaN never: Infinity.
 *
 * @param centredMeans [C, d], row-major, see {@link centredClassMeans}
 * @throws InputError when a vector is zero
 * @example
 * hypersphericalUniformity([-1, 1], 2); // { mean: -0.6931, variance: 0 }: log(1 / 2)
 * @see Wu and Papyan, "Linguistic Collapse", 2024
 */
export function hypersphericalUniformity(
  centredMeans: ArrayLike<number>,
  classes: number,
): { mean: number; variance: number } {
  const { values, dimension: d } = unitRows('hypersphericalUniformity', centredMeans, classes);
  let mean = 0;
  let squares = 0;
  let pairs = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++) {
      const energy = -0.5 * Math.log(squaredDistance(values, values, d, i * d, j * d));
      if (energy === Infinity) return { mean: Infinity, variance: Infinity };
      // Welford: a running mean, so that the variance is a sum of squares, not a difference of two.
      pairs++;
      const before = energy - mean;
      mean += before / pairs;
      squares += before * (energy - mean);
    }
  }
  return { mean, variance: squares / pairs };
}
