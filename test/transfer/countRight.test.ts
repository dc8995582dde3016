import { expect, it } from 'vitest';
import { countRight } from '../../src/transfer/countRight.js';

it('a query is right where its class scores highest, and counts as a share where others score the same', () => {
  const scores = [
    [3, 1, 2], // right
    [2, 2, 1], // one of two
    [5, 4, 9], // wrong
    [0, 0, 0], // one of three
    [1, 7, 7], // one of two
    [4, 4, 3], // wrong: two others share the highest
  ];
  expect(Array.from(countRight(Float64Array.from(scores.flat()), 3))).toEqual([1.5, 1 / 3, 0.5]);
});
