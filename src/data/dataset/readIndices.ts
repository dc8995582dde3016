import { checkInteger, refuse } from '../../input/checks.js';
import { readList } from '../../input/numbers.js';

/** Checks indices that are read: beyond the end there are no pixels, and a view would take those of another image. */
export function checkIndices(indices: ArrayLike<number>, size: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!(Number.isInteger(index) && index >= 0 && index < size)) checkInteger(`indices[${i}]`, index, 0, size - 1);
  }
}

/** Reads the indices of some examples of a data set, of one at least. */
export function readIndices(value: ArrayLike<number>, size: number): Int32Array {
  const list = readList('indices', value, 'an array of whole numbers');
  if (list.length === 0) refuse('indices', 'of one example at least', 'none', 'Skip empty batches.');
  checkIndices(list as ArrayLike<number>, size);
  return Int32Array.from(list as ArrayLike<number>);
}
