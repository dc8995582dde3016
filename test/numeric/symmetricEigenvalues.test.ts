import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { symmetricEigenvalues } from '../../src/numeric/symmetricEigenvalues.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { withEigenvalues } from '../support/matrices.js';
import { eigenvalues } from '../support/reference.js';

it('eigenvalues by hand: of a diagonal, of zeros, of a swap, of one entry', () => {
  expect([...symmetricEigenvalues(Float64Array.of(1, 0, 0, 0, 3, 0, 0, 0, 2), 3)]).toEqual([3, 2, 1]);
  expect([...symmetricEigenvalues(new Float64Array(9), 3)]).toEqual([0, 0, 0]);
  expectAllClose(symmetricEigenvalues(Float64Array.of(0, 1, 1, 0), 2), [1, -1], 1e-15);
  expect([...symmetricEigenvalues(Float64Array.of(-7), 1)]).toEqual([-7]);
});

it('eigenvalues equal those of Jacobi rotations, for every size, also where they repeat or span twelve decades', () => {
  const random = seededRandom(1);
  for (const size of [2, 3, 4, 7, 16, 33]) {
    for (const scale of [(_: number) => 1, (i: number) => 10 ** (-12 * (i / size))]) {
      const b = Array.from({ length: size }, (_, i) => Array.from({ length: size }, () => scale(i) * random.normal()));
      const a = b.map((x) => b.map((y) => x.reduce((sum, value, k) => sum + value * y[k], 0)));
      const expected = eigenvalues(a).sort((x, y) => y - x);
      expectAllClose(symmetricEigenvalues(Float64Array.from(a.flat()), size), expected, 1e-13);
    }
  }
  const repeated = [4, 4, 1, 1, 1].map((value, i, all) => all.map((_, j) => (i === j ? value : 0)));
  expect([...symmetricEigenvalues(Float64Array.from(repeated.flat()), 5)]).toEqual([4, 4, 1, 1, 1]);
});

it('only the lower triangle is read, and nothing is changed', () => {
  const a = Float64Array.of(2, Number.NaN, 1, 2);
  expectAllClose(symmetricEigenvalues(a, 2), [3, 1], 1e-15);
  expect([...a]).toEqual([2, Number.NaN, 1, 2]);
});

/** Eigenvalues in no order: the first `rank` of a spectrum, zeros for the rest. */
const spectra = {
  'of one size': (_: number, __: number) => 1,
  'falling over twelve decades': (i: number, rank: number) => 10 ** ((-12 * i) / rank),
  'rising over twelve decades': (i: number, rank: number) => 10 ** ((-12 * (rank - 1 - i)) / rank),
  'of both signs': (i: number) => (i % 2 ? -1 : 1) * (1 + i),
};

it.each(Object.keys(spectra) as (keyof typeof spectra)[])(
  'eigenvalues are those that a matrix was built from, at every rank: %s',
  (kind) => {
    const random = seededRandom(4);
    for (const size of [1, 2, 5, 17, 32, 65, 150]) {
      for (const rank of new Set([1, 2, Math.ceil(size / 10), Math.ceil(size / 2), size - 1, size])) {
        const values = Array.from({ length: size }, (_, i) => (i < rank ? spectra[kind](i, rank) : 0));
        const found = symmetricEigenvalues(withEigenvalues(values, 3, random.normal), size);
        expectAllClose(
          found,
          values.sort((x, y) => y - x),
          1e-14 * Math.sqrt(size) + 1e-14,
        );
      }
    }
  },
);

it.each([
  [300, 512],
  [20, 1024],
])('eigenvalues of a Gram matrix of %i normal rows of %i values: its trace, its squares, and zeros', (rows, size) => {
  const random = seededRandom(5);
  const h = Float64Array.from({ length: rows * size }, random.normal);
  const gram = new Float64Array(size * size);
  for (let k = 0; k < rows; k++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) gram[i * size + j] += h[k * size + i] * h[k * size + j];
    }
  }
  let [trace, squares] = [0, 0];
  for (let i = 0; i < size; i++) {
    trace += gram[i * size + i];
    for (let j = 0; j <= i; j++) squares += (i === j ? 1 : 2) * gram[i * size + j] ** 2;
  }
  const found = symmetricEigenvalues(gram, size);
  expectClose(
    found.reduce((sum, value) => sum + value, 0),
    trace,
    1e-13,
  );
  expectClose(
    found.reduce((sum, value) => sum + value ** 2, 0),
    squares,
    1e-13,
  );
  expect(found[rows - 1]).toBeGreaterThan(1e-3 * found[0]);
  for (const value of found.subarray(rows)) expect(Math.abs(value)).toBeLessThan(1e-13 * found[0]);
});

it('eigenvalues keep their digits at both ends of float64', () => {
  for (const scale of [1e-300, 2 ** -1060, 1e307]) {
    expectAllClose(symmetricEigenvalues(Float64Array.of(2 * scale, 0, scale, 2 * scale), 2), [3 * scale, scale], 1e-4);
  }
});
