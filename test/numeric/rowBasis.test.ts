import { describe, expect, it } from 'vitest';
import { transpose } from '../../src/numeric/linearAlgebra.js';
import { permutation, seededRandom } from '../../src/numeric/random.js';
import { rowBasis } from '../../src/numeric/rowBasis.js';
import { identity, largestDifference, plainRank, product } from '../support/matrices.js';

/** Rounding of float64, as measures take it. */
const roundingOf = (matrix: Float64Array, columns: number) => {
  let largest = 0;
  for (let at = 0; at < matrix.length; at += columns) {
    largest = Math.max(largest, Math.hypot(...matrix.subarray(at, at + columns)));
  }
  return () => Math.max(matrix.length / columns, columns) * Number.EPSILON * largest;
};

/** Checks all that is promised of the basis, and returns its rank. */
function check(matrix: Float64Array, rows: number, columns: number, cutoff = roundingOf(matrix, columns)): number {
  const { rank, basis, coefficients, pivots } = rowBasis(matrix, rows, columns, cutoff);
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rebuilt = product(coefficients, basis, rows, rank, columns);
  expect(largestDifference(rebuilt, matrix)).toBeLessThanOrEqual(1e-13 * largest);
  const squared = product(basis, transpose(basis, rank, columns), rank, columns, rank);
  expect(largestDifference(squared, identity(rank))).toBeLessThan(1e-12);
  let above = 0; // the rows of pivots are lower triangular
  for (let k = 0; k < rank; k++)
    for (let m = k + 1; m < rank; m++) above += Math.abs(coefficients[pivots[k] * rank + m]);
  expect(above).toBe(0);
  expect(new Set(pivots).size).toBe(rank);
  return rank;
}

type Dependent = 'equal' | 'opposite' | 'zero' | 'combination';

/**
 * Normal rows, of which `count` from row `start` on are made dependent on the rows after them (or before, at the end).
 */
function withDependent(rows: number, columns: number, start: number, count: number, kind: Dependent, seed: number) {
  const random = seededRandom(seed);
  const matrix = Float64Array.from({ length: rows * columns }, random.normal);
  const at = (i: number) => (i % rows) * columns;
  for (let i = start; i < start + count; i++) {
    for (let j = 0; j < columns; j++) {
      const [a, b] = [matrix[at(i + count) + j], matrix[at(i + count + 1) + j]];
      // Twice as long as others, so that they are among the first pivots whatever their place.
      matrix[at(i) + j] = { equal: 2 * a, opposite: -2 * a, zero: 0, combination: 2 * a - 3 * b }[kind];
    }
  }
  return matrix;
}

describe('the row basis', () => {
  const sizes = [15, 16, 17, 31, 32, 33, 47, 49];
  it.each(['equal', 'opposite', 'zero', 'combination'] as const)(
    'goes on behind %s rows, wherever they are and at both sides of every panel of 16 rows',
    (kind) => {
      for (const rows of sizes) {
        for (const [start, count] of [
          [0, 1],
          [rows - 1, 1],
          [14, 1],
          [rows - 3, 5],
          [13, 5],
          [0, 7],
        ]) {
          if (count * 2 + 1 > rows) continue;
          const matrix = withDependent(rows, 60, start, count, kind, rows + start);
          const rank = check(matrix, rows, 60);
          expect(rank, `${rows} rows, ${count} from ${start} on`).toBe(plainRank(matrix, rows, 60));
        }
      }
    },
  );

  it('finds two equal rows among a hundred that are longer than the others', () => {
    const [rows, columns] = [100, 128];
    const random = seededRandom(1);
    const matrix = Float64Array.from({ length: rows * columns }, random.normal);
    for (let j = 0; j < columns; j++) matrix[j] = matrix[columns + j] *= 3;
    expect(check(matrix, rows, columns)).toBe(99);
  });

  it('ends with the rank by elimination at any size, rank and scale of rows', () => {
    const random = seededRandom(3);
    const below = (limit: number) => 1 + Math.floor(random.uniform() * limit);
    for (let turn = 0; turn < 120; turn++) {
      const [rows, columns] = [below(56), below(56)];
      const inner = below(Math.min(rows, columns) + 4); // of the product, so the rank is at most that
      const scale = turn % 2 ? 1 : 10;
      const factor = Float64Array.from({ length: rows * inner }, () => Math.round(2 * random.normal()));
      const other = Float64Array.from({ length: inner * columns }, () => Math.round(2 * random.normal()));
      const matrix = product(factor, other, rows, inner, columns); // whole numbers: dependent without rounding
      const order = permutation(rows, random);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) matrix[order[i] * columns + j] *= scale ** -(i % 4);
      }
      expect(check(matrix, rows, columns), `${rows} x ${columns} of rank ${inner} or less`).toBe(
        plainRank(matrix, rows, columns),
      );
    }
  });

  it('stays orthonormal to rounding where a row is its neighbour to 1e-7, and finds it', () => {
    const random = seededRandom(2);
    for (const rows of [6, 17, 33]) {
      const columns = 40;
      const matrix = Float64Array.from({ length: rows * columns }, random.normal);
      for (let j = 0; j < columns; j++) {
        matrix[(rows - 1) * columns + j] = matrix[j] + 1e-7 * random.normal();
        matrix[3 * columns + j] = matrix[2 * columns + j] - 1e-8 * random.normal();
      }
      expect(check(matrix, rows, columns)).toBe(rows);
      expect(check(matrix, rows, columns, () => 1e-3 * 1e-7)).toBe(rows);
    }
  });

  it('stays finite where rows are nothing but rounding and everything that is not 0 counts', () => {
    const random = seededRandom(8);
    for (let trial = 0; trial < 2000; trial++) {
      const [rows, columns, rank] = [2 + random.below(20), 1 + random.below(6), 1 + random.below(3)];
      const few = Float64Array.from({ length: rank * columns }, random.normal);
      // Rows are multiples of one of a few, so that what is left of them is 0, or a rounding error or two.
      const matrix = new Float64Array(rows * columns);
      for (let i = 0; i < rows; i++) {
        const [of, factor] = [random.below(rank) * columns, random.normal()];
        for (let j = 0; j < columns; j++) matrix[i * columns + j] = factor * few[of + j];
      }
      const { basis, coefficients } = rowBasis(matrix, rows, columns, () => 0);
      expect(basis.every(Number.isFinite) && coefficients.every(Number.isFinite)).toBe(true);
    }
  });

  it('takes no more directions than it is asked for, and none of zeros or of no rows', () => {
    const random = seededRandom(4);
    const matrix = Float64Array.from({ length: 40 * 50 }, random.normal);
    for (const most of [1, 15, 16, 17, 32]) {
      const { rank, basis } = rowBasis(matrix, 40, 50, () => 0, most);
      expect(rank).toBe(most);
      const squared = product(basis, transpose(basis, rank, 50), rank, 50, rank);
      expect(largestDifference(squared, identity(rank))).toBeLessThan(1e-12);
    }
    expect(rowBasis(new Float64Array(40 * 50), 40, 50, () => 0).rank).toBe(0);
    expect(rowBasis(new Float64Array(0), 0, 50, () => 0).rank).toBe(0);
  });

  it('leaves out what is at most the cut-off for its place: rows of 1, 1e-2, 1e-4', () => {
    const matrix = Float64Array.of(1, 0, 0, 0, 1e-2, 0, 0, 0, 1e-4);
    expect([1e-5, 1e-4, 1e-2, 1].map((cutoff) => rowBasis(matrix, 3, 3, () => cutoff).rank)).toEqual([3, 2, 1, 0]);
    expect(rowBasis(matrix, 3, 3, (directions) => (directions < 2 ? 1e-5 : 1e-3)).rank).toBe(2);
  });
});
