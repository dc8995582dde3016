import { biasCollapse } from 'geocollapse';
import { describe, expect, it } from 'vitest';

describe('bias collapse', () => {
  it('by hand: 0 where the bias cancels the offset, the norm of the logits at the global mean elsewhere', () => {
    expect(biasCollapse([1, -1], [-3, 3], [3])).toBe(0);
    expect(biasCollapse([1, 0, 0, 1], [0, 0], [3, 4])).toBe(5);
  });

  it('refuses a bias of another number', () => {
    expect(() => biasCollapse([1, 2], [1, 2], [1, 2])).toThrow('weights must be of length 4, got 2');
  });
});
