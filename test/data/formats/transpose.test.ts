import { expect, it } from 'vitest';
import { transpose } from '../../../src/data/formats/transpose.js';

it('rows and columns of each image are exchanged, in a copy', () => {
  const images = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); // two of 2 x 3
  expect([...transpose(images, 2, 3)]).toEqual([1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12]);
  expect(images[1]).toBe(2);
  expect(transpose(transpose(images, 2, 3), 3, 2)).toEqual(images);
});
