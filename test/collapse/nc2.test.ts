import { nc2 } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close.js';

describe('NC2', () => {
  it('by hand: (1, 0) and (0, 3), whose angle is a right one where it is to be straight', () => {
    const { etfDistance, ...rest } = nc2([1, 0, 0, 3], 2);
    expect(rest).toEqual({ equinormness: 0.5, equiangularity: 0, maxAngle: 1 });
    // M M^T = diag(1, 9) over sqrt 82, against (1, -1; -1, 1) / 2.
    const [first, second] = [1 / Math.sqrt(82) - 0.5, 9 / Math.sqrt(82) - 0.5];
    expectClose(etfDistance, Math.sqrt(first ** 2 + second ** 2 + 0.5), 1e-14);
  });

  it('by hand: three vectors whose cosines are 0, 0 and -1', () => {
    const { equinormness, equiangularity, maxAngle } = nc2([1, 0, 0, 1, -1, 0], 3);
    expect(equinormness).toBe(0);
    expectClose(equiangularity, Math.SQRT2 / 3, 1e-14); // of 0, 0 and -1
    expectClose(maxAngle, 0.5, 1e-14); // three times a half from -1/2
  });

  it('refuses one vector, and a vector without a direction', () => {
    expect(() => nc2([1, 2], 1)).toThrow('vectors must be of C >= 2 rows of equal length, C = 1');
    expect(() => nc2([1, 2, 0, 0], 2)).toThrow('a zero vector for class 1');
  });
});
