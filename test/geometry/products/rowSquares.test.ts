import { memory, mul, tanh, tensor2d } from '@tensorflow/tfjs-core';
import { geometricComplexity, squaredJacobianNorms } from 'geocollapse/geometry';
import { expect, it } from 'vitest';
import { rowSquares } from '../../../src/geometry/products/rowSquares.js';
import { onEveryBackend } from '../../support/backends.js';

const ROWS = [
  [3e-30, -4e-30],
  [3e25, 4e25],
  [3, 4],
  [0, 0],
  [2e-38, 0],
];

onEveryBackend('squares of products', () => {
  it('sums of squares of rows are right where float32 cannot hold the squares', async () => {
    const rows = tensor2d(ROWS);
    const before = memory().numTensors;
    const squares = await rowSquares(rows);
    expect(memory().numTensors).toBe(before);
    ROWS.forEach((row, i) => {
      const expected = row.reduce((total, v) => total + v * v, 0);
      expect(Math.abs(squares[i] - expected)).toBeLessThanOrEqual(1e-6 * expected);
    });
    rows.dispose();
  });

  it('entries that are not finite stay so', async () => {
    const rows = tensor2d([
      [Number.NaN, 1e-30],
      [Infinity, 1],
    ]);
    expect(Array.from(await rowSquares(rows))).toEqual([Number.NaN, Infinity]);
    rows.dispose();
  });

  it.each([1e-30, 1e-22, 1e20, 1e30])(
    'features in a unit of %d change the complexity by the square of the unit',
    async (unit) => {
      const x = tensor2d([
        [0.5, -1],
        [2, 0.25],
      ]);
      const f = (t: typeof x) => mul(tanh(t), unit);
      const slope = (v: number) => unit * (1 - Math.tanh(v) ** 2);
      const norms = [slope(0.5) ** 2 + slope(-1) ** 2, slope(2) ** 2 + slope(0.25) ** 2];
      const mean = (norms[0] + norms[1]) / 2;
      const measured = await squaredJacobianNorms(f, x);
      for (const [i, norm] of norms.entries()) expect(Math.abs(measured[i] / norm - 1)).toBeLessThan(1e-5);
      const exact = await geometricComplexity(f, x, { estimator: 'exact' });
      expect(Math.abs(exact.mean / mean - 1)).toBeLessThan(1e-5);
      x.dispose();
    },
  );
});
