import { describe, it } from 'vitest';
import { transpose } from '../../src/numeric/linearAlgebra.js';
import { seededRandom } from '../../src/numeric/random.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../src/numeric/triangular.js';
import { expectAllClose } from '../support/close.js';
import { product } from '../support/matrices.js';

describe('triangular factors', () => {
  it('factor and solve by hand, to the last digits: L L^T = A, L X = B, L^T X = B', () => {
    const lower = Float64Array.of(2, 0, 0, 1, 3, 0, -1, 0.5, 1.5);
    const a = product(lower, transpose(lower, 3, 3), 3, 3, 3);
    expectAllClose(choleskyFactor(a, 3), lower, 1e-15);
    const x = Float64Array.of(1, 2, 3, 4, 5, 6);
    expectAllClose(solveLower(lower, 3, product(lower, x, 3, 3, 2), 2), x, 1e-15);
    expectAllClose(solveLowerTransposed(lower, 3, product(transpose(lower, 3, 3), x, 3, 3, 2), 2), x, 1e-15);
  });

  it.each([1, 3, 15, 16, 17, 31, 32, 33, 40])('factor and solve at size %i: L L^T = A, L X = B, L^T X = B', (size) => {
    const random = seededRandom(size);
    const lower = Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return i === j ? 2 + random.uniform() : i > j ? random.normal() / size : 0;
    });
    const upper = transpose(lower, size, size);
    expectAllClose(choleskyFactor(product(lower, upper, size, size, size), size), lower, 1e-14);
    const x = Float64Array.from({ length: size * 5 }, random.normal);
    expectAllClose(solveLower(lower, size, product(lower, x, size, size, 5), 5), x, 1e-14);
    expectAllClose(solveLowerTransposed(lower, size, product(upper, x, size, size, 5), 5), x, 1e-14);
  });
});
