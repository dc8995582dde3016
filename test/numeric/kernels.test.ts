import { describe, expect, it } from 'vitest';
import { squaredDistance, squaredDistances, subtractProduct, timesTranspose } from '../../src/numeric/kernels.js';
import { transpose } from '../../src/numeric/linearAlgebra.js';
import { seededRandom } from '../../src/numeric/random.js';
import { expectClose } from '../support/close.js';
import { largestDifference, product } from '../support/matrices.js';

describe('products several rows at a time', () => {
  it('equal those by the definition, at every remainder of four rows by two, and of two by four', () => {
    const random = seededRandom(8);
    for (let m = 0; m <= 9; m++) {
      for (let n = 0; n <= 9; n++) {
        for (const columns of [1, 2, 3, 4, 5, 8]) {
          const [a, b] = [m, n].map((rows) => Float64Array.from({ length: rows * columns }, random.normal));
          const factors = Float64Array.from({ length: m * n }, random.normal);
          const plain = product(a, transpose(b, n, columns), m, columns, n);
          expect(largestDifference(timesTranspose(a, b, columns), plain)).toBeLessThan(1e-13);
          const less = product(factors, b, m, n, columns).map((value, at) => a[at] - value);
          subtractProduct(a, factors, b, columns);
          expect(largestDifference(a, less)).toBeLessThan(1e-13);
        }
      }
    }
  });
});

it('squared distances of all pairs equal those one by one, at every remainder of rows, on both sides of a tile of rows', () => {
  const random = seededRandom(5);
  // Tiles are of 512 kB: of 16 rows of 4,096 values, of 6 of 10,000, of 2 of 40,000.
  for (const [columns, ...sizes] of [
    [3, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [4096, 15, 16, 17, 18, 19, 31, 33],
    [10_000, 5, 6, 7, 11, 13],
    [40_000, 3, 4, 5],
  ]) {
    for (const rows of sizes) {
      const matrix = Float64Array.from({ length: rows * columns }, random.uniform);
      matrix.copyWithin((rows - 1) * columns, 0, columns); // the last row equals the first
      const table = squaredDistances(matrix, rows, columns);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rows; j++) {
          let plain = 0;
          for (let k = 0; k < columns; k++) plain += (matrix[i * columns + k] - matrix[j * columns + k]) ** 2;
          expectClose(table[i * rows + j], plain, 1e-12);
          expectClose(squaredDistance(matrix, columns, i, j), plain, 1e-12);
        }
      }
    }
  }
});
