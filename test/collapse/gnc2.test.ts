import { gnc2 } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close.js';

describe('GNC2', () => {
  it('by hand: opposite directions are at a distance of 2', () => {
    expect(gnc2([-1, 1], 2)).toEqual({ mean: -Math.LN2, variance: 0 });
  });

  it('by hand: directions at distances of sqrt 2, sqrt 2 and 2, whatever the norms', () => {
    const { mean, variance } = gnc2([3, 0, 0, 1, -0.5, 0], 3);
    const energies = [-Math.LN2 / 2, -Math.LN2 / 2, -Math.LN2];
    const average = (-2 * Math.LN2) / 3;
    expectClose(mean, average, 1e-14);
    expectClose(variance, energies.reduce((sum, energy) => sum + (energy - average) ** 2, 0) / 3, 1e-12);
  });

  it('is Infinity, its limit, where two directions are equal', () => {
    expect(gnc2([1, 0, 2, 0, 0, 1], 3)).toEqual({ mean: Infinity, variance: Infinity });
  });

  it('refuses rows of unequal length, and one without a direction', () => {
    expect(() => gnc2([1, 2, 3], 2)).toThrow('got 3 values');
    expect(() => gnc2([1, 2, 0, 0], 2)).toThrow('a zero vector for class 1');
  });
});
