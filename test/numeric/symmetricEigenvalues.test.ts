import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { symmetricEigenvalues } from '../../src/numeric/symmetricEigenvalues.js';
import { expectAllClose } from '../support/close.js';
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
