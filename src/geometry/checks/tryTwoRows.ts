import { add, clone, concat, mul, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import { linearise, type Maps } from '../products/linearisation.js';
import type { Reading } from './reading.js';

/** What a few rows on trial tell of an embedding. */
export interface Pair {
  /** The features of the first row, [d] of each embedding. */
  readonly features: readonly Float32Array[];
  /** The number of bytes that the tape holds for a row. */
  readonly bytesPerRow: number;
}

/**
 * Runs the first row of x together with a stranger, or with two strangers where x has two rows, since another number of
 * rows than that of x is wanted.
 *
 * @returns the features of that row, and what the tape holds for a row; undefined where the embedding does not take
 * these rows, and has to be measured in one piece
 */
export function* tryTwoRows(maps: Maps, x: Tensor): Reading<Pair | undefined> {
  const n = x.shape[0];
  const rows = n === 2 ? 3 : 2;
  const linearAmong = (strange: boolean) => {
    const trial = offTheTape(() =>
      tidy(() => {
        const last = slice(x, n - 1, 1);
        const other = strange ? add(mul(last, 2), 1) : last;
        return concat([slice(x, 0, 1), ...new Array<Tensor>(rows - 1).fill(other)]);
      }),
    );
    try {
      const { outputs, bytes, dispose } = offTheTape(() => linearise(maps, trial));
      const copies = outputs.map((y) => offTheTape(() => clone(y)));
      dispose();
      return { outputs: copies, bytes };
    } finally {
      trial.dispose();
    }
  };
  let tried: ReturnType<typeof linearAmong>;
  try {
    tried = linearAmong(true);
  } catch {
    try {
      tried = linearAmong(false); // f may not be made for strangers
    } catch {
      return undefined; // whatever is wrong shows again on x itself
    }
  }
  const { outputs, bytes } = tried;
  const sizes = outputs.reduce((sum, { size }) => sum + 4 * size, 0);
  const features = yield outputs;
  return {
    features: features.map((y) => y.subarray(0, y.length / rows)),
    bytesPerRow: ((Number.isNaN(bytes) ? 0 : bytes) + sizes) / rows,
  };
}
