import { describe, expect, it } from 'vitest';
import { squaredDistance, squaredDistances, subtractProduct, timesTranspose } from '../../src/numeric/kernels.js';
import { transpose } from '../../src/numeric/linearAlgebra.js';
import { permutation, seededRandom } from '../../src/numeric/random.js';
import { rowBasis } from '../../src/numeric/rowBasis.js';
import { studentTQuantile } from '../../src/numeric/studentT.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../src/numeric/triangular.js';
import { expectAllClose, expectClose } from '../support/close.js';

describe('Student t quantiles', () => {
  it('equal the printed tables', () => {
    // Abramowitz and Stegun, table 26.10, and the normal limit.
    for (const [p, df, t] of [
      [0.975, 1, 12.706204736432095],
      [0.975, 2, 4.302652729696142],
      [0.975, 10, 2.2281388519649385],
      [0.995, 30, 2.7499956535672],
      [0.975, 1e7, 1.959964221],
      [0.75, 1, 1],
    ]) {
      expectClose(studentTQuantile(p, df), t, 1e-8);
    }
  });
});

describe('seeded random numbers', () => {
  it('repeat at the same seed, and differ at the next', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, seededRandom(seed).uniform);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(0)).not.toEqual(draw(2 ** 32));
  });

  it('have the moments that they should', () => {
    const random = seededRandom(7);
    const n = 100_000;
    const normals = Array.from({ length: n }, random.normal);
    const signs = Array.from({ length: n }, random.sign);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / n;
    expect(Math.abs(mean(normals))).toBeLessThan(0.015);
    expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(normals.map((x) => x ** 4)) - 3)).toBeLessThan(0.15);
    expect(Math.abs(mean(signs))).toBeLessThan(0.015);
    expect(Math.abs(mean(signs.slice(1).map((x, i) => x * signs[i])))).toBeLessThan(0.015);
  });

  it('permute: every number once', () => {
    expect([...permutation(50, seededRandom(1))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });
});

describe('the row basis', () => {
  it('rebuilds its matrix, is orthonormal, and finds the rank at condition 1e6', () => {
    const random = seededRandom(2);
    const [rows, columns] = [6, 9];
    const matrix = Float64Array.from({ length: rows * columns }, () => random.normal());
    for (let j = 0; j < columns; j++) {
      matrix[4 * columns + j] = matrix[j] + 1e-6 * matrix[4 * columns + j]; // almost row 0
      matrix[5 * columns + j] = 2 * matrix[columns + j] - matrix[2 * columns + j]; // dependent
    }
    const { rank, basis, coefficients } = rowBasis(matrix, rows, columns, () => 1e-12);
    expect(rank).toBe(5);
    expectAllClose(product(coefficients, basis, rows, rank, columns), matrix, 1e-14);
    const identity = Float64Array.from({ length: rank * rank }, (_, at) => (at % (rank + 1) === 0 ? 1 : 0));
    // Gram-Schmidt loses orthogonality in proportion to the condition number, 1e6 here.
    expectAllClose(product(basis, transpose(basis, rank, columns), rank, columns, rank), identity, 1e-9);
  });

  it('does so over several panels of rows, dependent and nearly dependent ones included', () => {
    const random = seededRandom(6);
    const [rows, columns, independent] = [150, 120, 90];
    const matrix = Float64Array.from({ length: rows * columns }, () => random.normal());
    for (let i = independent; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const others = matrix[(i - independent) * columns + j] - matrix[(i % independent) * columns + j];
        matrix[i * columns + j] = others;
      }
    }
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix[i * columns + j] *= 10 ** -(i % 5);
    const { rank, basis, coefficients, pivots } = rowBasis(matrix, rows, columns, () => 1e-12);
    expect(rank).toBe(independent);
    expectAllClose(product(coefficients, basis, rows, rank, columns), matrix, 1e-14);
    const identity = Float64Array.from({ length: rank * rank }, (_, at) => (at % (rank + 1) === 0 ? 1 : 0));
    expectAllClose(product(basis, transpose(basis, rank, columns), rank, columns, rank), identity, 1e-10);
    for (let k = 0; k < rank; k++) {
      for (let m = k + 1; m < rank; m++) expect(coefficients[pivots[k] * rank + m]).toBe(0);
    }
    expect(new Set(pivots).size).toBe(rank);
  });
});

describe('triangular factors', () => {
  it('factor and solve by hand, to the last digits: L L^T = A, L X = B, L^T X = B', () => {
    const lower = Float64Array.of(2, 0, 0, 1, 3, 0, -1, 0.5, 1.5);
    const a = product(lower, transpose(lower, 3, 3), 3, 3, 3);
    expectAllClose(choleskyFactor(a, 3), lower, 1e-15);
    const x = Float64Array.of(1, 2, 3, 4, 5, 6);
    expectAllClose(solveLower(lower, 3, product(lower, x, 3, 3, 2), 2), x, 1e-15);
    expectAllClose(solveLowerTransposed(lower, 3, product(transpose(lower, 3, 3), x, 3, 3, 2), 2), x, 1e-15);
  });

  it.each([1, 3, 16, 40])('factor and solve at size %i: L L^T = A, L X = B, L^T X = B', (size) => {
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

describe('products several rows at a time', () => {
  it.each([
    [1, 1, 1],
    [4, 2, 3],
    [7, 5, 4],
    [3, 9, 8],
    [10, 6, 1],
    [9, 0, 3],
  ])('equal those by the definition: %i rows by %i, %i columns', (m, n, columns) => {
    const random = seededRandom(m);
    const [a, b] = [m, n].map((rows) => Float64Array.from({ length: rows * columns }, random.normal));
    const factors = Float64Array.from({ length: m * n }, random.normal);
    expectAllClose(timesTranspose(a, b, columns), product(a, transpose(b, n, columns), m, columns, n), 1e-14);
    const less = product(factors, b, m, n, columns).map((value, at) => a[at] - value);
    subtractProduct(a, factors, b, columns);
    expectAllClose(a, less, 1e-14);
  });
});

function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a[Math.floor(at / n) * k + l] * b[l * n + (at % n)];
    return sum;
  });
}

it('squared distances of all pairs equal those one by one, for odd and even numbers of rows, over several tiles', () => {
  const random = seededRandom(5);
  for (const [rows, columns] of [
    [1, 3],
    [2, 1],
    [7, 5],
    [12, 4],
    [9, 20_000],
  ]) {
    const matrix = Float64Array.from({ length: rows * columns }, random.normal);
    const table = squaredDistances(matrix, rows, columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        expectClose(table[i * rows + j], squaredDistance(matrix, columns, i, j), 1e-12);
      }
    }
  }
});
