import { describe, expect, it } from 'vitest';
import { squaredDistance, squaredDistances, subtractProduct, timesTranspose } from '../../src/numeric/kernels.js';
import { transpose } from '../../src/numeric/linearAlgebra.js';
import { choose, permutation, seededRandom } from '../../src/numeric/random.js';
import { studentTQuantile } from '../../src/numeric/studentT.js';
import { choleskyFactor, solveLower, solveLowerTransposed } from '../../src/numeric/triangular.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { largestDifference, product } from '../support/matrices.js';

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

  it('are the same on every machine: those of xoshiro128** as written anew in Python', () => {
    for (const [seed, ...expected] of [
      [0, 0.30100157002430716, 0.46876141961252604, 0.8639268053636887],
      [1, 0.5686059963782152, 0.8893939367239411, 0.4705824113877882],
      [2 ** 32 + 1, 0.48851205082158766, 0.7482713511181658, 0.3583005675515297],
    ]) {
      const { uniform } = seededRandom(seed);
      expect([uniform(), uniform(), uniform()]).toEqual(expected);
    }
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

  it('permute and choose: every order and every choice as often as another', () => {
    const random = seededRandom(1);
    const counts = new Map<string, number>();
    const TURNS = 6000;
    for (let turn = 0; turn < TURNS; turn++) {
      for (const order of [permutation(3, random), choose(2, 4, random)]) {
        counts.set(`${order}`, (counts.get(`${order}`) ?? 0) + 1);
      }
    }
    const orders = [...counts.keys()].filter((key) => key.length === 5); // 0,1,2
    const choices = [...counts.keys()].filter((key) => key.length === 3); // 0,3
    expect([orders.length, choices.length]).toEqual([6, 12]);
    for (const [keys, share] of [
      [orders, 1 / 6],
      [choices, 1 / 12],
    ] as const) {
      const deviation = Math.sqrt(TURNS * share * (1 - share));
      for (const key of keys) expect(Math.abs(counts.get(key)! - TURNS * share)).toBeLessThan(4.5 * deviation);
    }
    expect([...permutation(50, random)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
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
