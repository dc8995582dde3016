import { concat, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, refuse } from '../input/checks.js';

/**
 * Makes a function of any number of rows from one of a fixed number. A batch of one runs row by row, and any other
 * fixed number is refused.
 */
export function byBatches(run: (x: Tensor) => Tensor, batch: number | null | undefined): (x: Tensor) => Tensor {
  return (x) => {
    const [n, ...rest] = x.shape;
    if (batch == null || batch < 1 || batch === n) return run(x);
    if (batch !== 1)
      refuse('x', `of ${batch} rows, the batch of the network`, describe(x), 'Build it with a free batch size.');
    const row = (i: number) => slice(x, [i, ...rest.map(() => 0)], [1, ...rest]);
    return tidy(() => concat(Array.from({ length: n }, (_, i) => run(row(i)))));
  };
}
