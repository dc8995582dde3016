import { dot } from '../../numeric/linearAlgebra.js';
import type { Random } from '../../numeric/random.js';
import { choose, permutation } from '../../numeric/random.js';
import type { Examples } from '../products/examples.js';
import { type Estimate, sum } from './estimate.js';

/** A way to make random cotangents v with E v v^T = I, so that E ||J^T v||^2 = ||J||_F^2. */
export interface Design {
  /** Draws `count` cotangents [n, d], each with d entries for every one of n examples. */
  draw(n: number, d: number, count: number, random: Random): Iterable<Float32Array>;
  /** The number of cotangents after which nothing is left to chance. */
  all(d: number): number;
}

/** Independent random signs for every example and every pass (Hutchinson's estimator with Rademacher variables). */
export const RADEMACHER: Design = {
  *draw(n, d, count, random) {
    for (let k = 0; k < count; k++) yield Float32Array.from({ length: n * d }, random.sign);
  },
  all: () => Infinity,
};

/**
 * Rows of a Hadamard matrix of order d' = 2^m >= d, chosen without replacement, their columns multiplied by random
 * signs of each example. For given signs the d' values ||J^T D h||^2 have the mean ||J||_F^2 exactly, so that d' passes
 * have no error.
 */
export const HADAMARD: Design = {
  *draw(n, d, count, random) {
    const signs = Float32Array.from({ length: n * d }, random.sign); // [n, d]
    // In Sylvester's order rows repeat in blocks of 2^k columns. Features may repeat likewise, as tokens of 2^k
    // features do: two rows would then give the same value, and seem to have no error.
    const columns = permutation(HADAMARD.all(d), random);
    for (const row of choose(count, HADAMARD.all(d), random)) {
      const cotangent = new Float32Array(n * d);
      for (let j = 0; j < d; j++) {
        const entry = hadamard(row, columns[j]);
        for (let at = j; at < cotangent.length; at += d) cotangent[at] = entry * signs[at];
      }
      yield cotangent;
    }
  },
  all: (d) => 2 ** Math.ceil(Math.log2(d)),
};

/**
 * Entry of the Hadamard matrix in Sylvester's order: -1 to the power of the number of ones that i and j share in
 * binary.
 */
function hadamard(i: number, j: number): 1 | -1 {
  let bits = i & j;
  bits ^= bits >>> 16;
  bits ^= bits >>> 8;
  bits ^= bits >>> 4;
  bits ^= bits >>> 2;
  bits ^= bits >>> 1;
  return bits & 1 ? -1 : 1;
}

/**
 * Estimates ||P J_i||_F^2 of each example from random cotangents, where P is the projection onto the complement of the
 * rows of an orthonormal `basis` [m, d], which are measured otherwise. Without a basis P is the identity.
 */
export async function probe(
  examples: Examples,
  { design, count, random, basis }: { design: Design; count: number; random: Random; basis?: Float64Array },
): Promise<Estimate> {
  const { n, d } = examples;
  const mean = new Float64Array(n); // over probes
  const deviations = new Float64Array(n); // Welford: sums of squared deviations from them
  let k = 0;
  function* cotangents() {
    for (const cotangent of design.draw(n, d, count, random)) {
      if (basis) for (let i = 0; i < n; i++) leaveOut(cotangent.subarray(i * d, (i + 1) * d), basis);
      yield cotangent;
    }
  }
  for await (const squares of examples.squares(count, cotangents())) {
    k++;
    for (let i = 0; i < n; i++) {
      const before = squares[i] - mean[i];
      mean[i] += before / k;
      deviations[i] += before * (squares[i] - mean[i]);
    }
  }
  const unsampled = 1 - count / design.all(d);
  const variances = deviations.map((squares) => (unsampled * squares) / (count - 1) / count); // NaN for one probe
  const variance = sum(variances);
  return {
    count: n,
    perExample: mean,
    total: sum(mean),
    variance,
    squaredVariances: variance === 0 ? 0 : variance ** 2 / degreesOfFreedom(variances, mean, count - 1),
    certain: 0,
    comparisons: unsampled === 0 ? 0 : n * (count - 1),
    vjps: count,
  };
}

/**
 * Degrees of freedom of a sum of variances V_i of n examples, each of which is estimated with `each` degrees of freedom
 * of its own. By Satterthwaite's rule they are each (sum V)^2 / sum V^2, where both sums are estimated without bias.
 *
 * One example may have most of the complexity, and few probes may by chance find its variance small. The variance of
 * example i grows with the square of its mean, so the same rule with squared means in the place of V_i shows such an
 * example better. The smaller of the two results is taken.
 */
function degreesOfFreedom(variances: Float64Array, means: Float64Array, each: number): number {
  const squares = (sum(variances.map((v) => v * v)) * each) / (each + 2);
  const byVariances = (each * sum(variances) ** 2) / squares - 2;
  const byMeans = (each * sum(means.map((t) => t ** 2)) ** 2) / sum(means.map((t) => t ** 4));
  return Math.min(byVariances, byMeans);
}

/** Replaces v [d] by v - Q^T Q v, for orthonormal rows Q [m, d]. */
function leaveOut(v: Float32Array, basis: Float64Array): void {
  const d = v.length;
  const m = basis.length / d;
  const components = Float64Array.from({ length: m }, (_, r) => dot(v, basis, d, 0, r * d));
  for (let r = 0; r < m; r++) for (let j = 0; j < d; j++) v[j] -= components[r] * basis[r * d + j];
}
