import { nc3 } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close.js';

describe('NC3', () => {
  it('by hand: 0 for means of another size, 4 for their opposite, 2 where they have nothing in common', () => {
    expectClose(nc3([-2, 2], [-1, 1]), 0, 1e-12, 1);
    expectClose(nc3([2, -2], [-1, 1]), 4, 1e-12);
    expectClose(nc3([3, 0, 0, 0], [0, 0, 0, 5]), 2, 1e-12);
  });

  it('refuses another number of weights, and zeros', () => {
    expect(() => nc3([1, 2], [1, 2, 3, 4])).toThrow('weights must be of length 4, got 2');
    expect(() => nc3([0, 0], [1, 2])).toThrow('weights must be non-zero');
    expect(() => nc3([1, 2], [0, 0])).toThrow('centredMeans must be non-zero');
  });
});
