import { expect, it } from 'vitest';
import { principalDirections } from '../../../src/geometry/estimators/principal.js';
import type { Examples } from '../../../src/geometry/products/examples.js';
import { transpose } from '../../../src/numeric/linearAlgebra.js';
import { seededRandom } from '../../../src/numeric/random.js';
import { identity, largestDifference, product } from '../../support/matrices.js';

/** Examples of which only the features [n, d] are looked at. */
const withFeatures = (features: Float32Array, d: number) =>
  ({ n: features.length / d, d, features: async () => features }) as unknown as Examples;

it('principal directions come from the first 512 rows, at 511, 512 and 513 of them, on both sides of a panel of 16 directions', async () => {
  const d = 40;
  for (const n of [511, 512, 513]) {
    for (const m of [1, 15, 16, 17, 33]) {
      const random = seededRandom(n + m);
      // Column k has the size 2^(-k/4), so that the directions are the unit vectors in their order; equal, opposite and
      // zero rows too.
      const features = Float32Array.from({ length: n * d }, (_, at) => 2 ** (-(at % d) / 4) * random.normal());
      features.copyWithin(0, d, 2 * d);
      for (let j = 0; j < d; j++) {
        features[2 * d + j] = -features[3 * d + j];
        features[(n - 2) * d + j] = 0;
        // Of a row of its own, outside the span of the others, and so long that it counts where it is looked at.
        features[(n - 1) * d + j] = j === d - 1 ? 50 : 0;
      }
      const basis = await principalDirections(withFeatures(features, d), m);
      const rank = basis.length / d;
      expect(rank).toBe(m);
      const squares = product(basis, transpose(basis, rank, d), rank, d, rank);
      expect(largestDifference(squares, identity(rank))).toBeLessThan(1e-10);
      const last = Math.abs(basis[d - 1]);
      if (n <= 512) expect(last).toBeGreaterThan(0.9);
      else expect(last).toBeLessThan(0.1);
    }
  }
});

it('principal directions of features of low rank are as many as there are', async () => {
  const d = 30;
  const random = seededRandom(4);
  for (const rank of [1, 15, 16, 17]) {
    const factors = Float64Array.from({ length: rank * d }, random.normal);
    const scores = Float64Array.from({ length: 100 * rank }, random.normal);
    const features = Float32Array.from(product(scores, factors, 100, rank, d));
    const basis = await principalDirections(withFeatures(features, d), 25);
    expect(basis.length / d).toBe(rank);
  }
  expect((await principalDirections(withFeatures(new Float32Array(5 * d), d), 3)).length).toBe(0);
});
