import { add, clone, gather, mul, type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import type { Maps } from '../products/linearisation.js';
import type { Reading } from './reading.js';

/**
 * Features of rows of x in the given order, with a stranger wherever the order has -1: an input that is not in the
 * batch. An error of the embedding is the caller's.
 */
export function* inCompany(maps: Maps, x: Tensor, order: Int32Array): Reading<readonly Float32Array[]> {
  return yield featuresIn(maps, x, order);
}

/** {@link inCompany}; undefined where the embedding does not take these rows. */
export function* tryInCompany(maps: Maps, x: Tensor, order: Int32Array): Reading<readonly Float32Array[] | undefined> {
  try {
    return yield featuresIn(maps, x, order);
  } catch {
    return undefined;
  }
}

function featuresIn(maps: Maps, x: Tensor, order: Int32Array): Tensor[] {
  const among = (strange: boolean) => {
    const input = companyOf(x, order, strange);
    try {
      return offTheTape(() => tidy(() => maps(input).map((y) => clone(y))));
    } finally {
      input.dispose();
    }
  };
  try {
    return among(true);
  } catch {
    return among(false); // f may not be made for strangers: then examples of the batch take their places
  }
}

/**
 * Rows [order.length, ...]. A stranger is 2 x_j + 1 of an example x_j, or that example itself where it is not to be
 * strange.
 */
function companyOf(x: Tensor, order: Int32Array, strange: boolean): Tensor {
  return offTheTape(() =>
    tidy(() => {
      const [n, ...rest] = x.shape;
      const chosen = order.map((i, at) => (i >= 0 ? i : (7 * at + 1) % n));
      const rows = gather(x, tensor1d(chosen, 'int32'));
      const isStrange = Float32Array.from(order, (i) => (strange && i < 0 ? 1 : 0));
      const much = tensor(isStrange, [order.length, ...rest.map(() => 1)]);
      return add(mul(rows, add(much, 1)), much);
    }),
  );
}
