import { unc3 } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close.js';

describe('UNC3', () => {
  it('by hand: 0 where every row points along its mean, 1 for cosines of 1 and -1', () => {
    expect(unc3([-2, 2], [-1, 1], 2)).toBe(0);
    expect(unc3([-2, -2], [-1, 1], 2)).toBe(1);
    expectClose(unc3([1, 0, 1, 0], [2, 0, 0, 3], 2), 0.25, 1e-14); // cosines of 1 and 0
  });

  it('refuses another number of weights, and a row without a direction', () => {
    expect(() => unc3([1, 2], [1, 2, 3, 4], 2)).toThrow('weights must be of length 4, got 2');
    expect(() => unc3([1, 2, 0, 0], [1, 2, 3, 4], 2)).toThrow('a zero vector for class 1');
  });
});
