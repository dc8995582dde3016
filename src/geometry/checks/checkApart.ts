import { add, clone, gather, mul, type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { choose, permutation, seededRandom } from '../../numeric/random.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import type { Maps } from '../products/linearisation.js';
import type { Reading } from './reading.js';

/** How far features of one input may differ from batch to batch by rounding, of the largest value of a feature. */
export const TOLERANCE = 1e-3;
/** The same of the largest value of all features: a feature may be what is left of much larger numbers. */
const FLOOR = 1e-4;
/** Examples that are run again in other company, at most. */
const EXAMPLES = 8;
/** Values of their features that should be seen: chance (dropout) changes few of them at a time. */
const VALUES = 512;
/** Rows of a run, at most. */
const ROWS = 64;
/** Runs of a small batch of a fixed size, to see chance. */
const MOST_REPETITIONS = 16;
/** Ways in which a batch of a fixed size is cut in two. */
const CUTS = 3;

/**
 * Refuses an embedding in which an example's features depend on the examples beside it, on their number, on its place among them, on
 * chance or on an earlier call.
 *
 * Some examples are run again in another order, several times over, among strangers. Where f takes n rows and no other number, half of
 * the batch is replaced by strangers, in a few ways, and the other half has to stay as it is.
 *
 * @returns whether f takes other numbers of rows
 * @param x rows [n, ...] as they go through f together
 * @param features f(x), [n . d] of each embedding
 * @param most rows that may go through f together; 0 where f takes n and no other number
 */
export function* checkApart(maps: Maps, x: Tensor, features: readonly Float32Array[], most: number): Reading<boolean> {
  const n = x.shape[0];
  const random = seededRandom(19371);
  if (most > 0) {
    const some = Math.min(n, EXAMPLES);
    const chosen = choose(some, n, random);
    if (!chosen.includes(0)) chosen[0] = 0; // the ends are special where rows lean on their neighbours
    if (n > 1 && !chosen.includes(n - 1)) chosen[some - 1] = n - 1;
    const d = features.reduce((least, f) => Math.min(least, f.length / n), Infinity);
    const rows = Math.max(some, Math.min(Math.max(4, most), ROWS, Math.max(12, Math.ceil(VALUES / d))));
    const again = Array.from({ length: Math.floor(rows / some) }, () => permutation(some, random)).flatMap((order) =>
      Array.from(order, (i) => chosen[i]),
    );
    const strangers = Array.from({ length: Math.max(2, Math.ceil(again.length / 4)) }, () => -1);
    const company = [...again, ...strangers];
    if (company.length === n) company.push(-1); // another number of rows
    const order = permutation(company.length, random).map((i) => company[i]);
    const stranger = order.indexOf(-1); // to the first place, at which an only example was before
    [order[0], order[stranger]] = [-1, order[0]];
    const outcome = yield* run(maps, x, order);
    if (outcome) {
      compare(features, outcome, order, n);
      return true;
    }
  }
  const identity = Int32Array.from({ length: n }, (_, i) => i);
  const places = permutation(n, random);
  const values = features.reduce((least, f) => Math.min(least, f.length), Infinity);
  const repetitions = Math.max(1, Math.min(MOST_REPETITIONS, Math.ceil(VALUES / values)));
  for (let i = 0; i < repetitions; i++) compare(features, yield* mustRun(maps, x, identity), identity, n);
  for (let bit = 0; bit < CUTS && 2 ** bit < n; bit++) {
    for (const side of [0, 1]) {
      const order = identity.map((i) => ((places[i] >> bit) % 2 === side ? i : -1));
      compare(features, yield* mustRun(maps, x, order), order, n);
    }
  }
  return false;
}

/** Features of the rows of x in this order, a stranger at -1; undefined if f does not take them. */
function* run(maps: Maps, x: Tensor, order: Int32Array): Reading<readonly Float32Array[] | undefined> {
  try {
    return yield featuresIn(maps, x, order);
  } catch {
    return undefined;
  }
}

/** The same; errors of f are the caller's. */
function* mustRun(maps: Maps, x: Tensor, order: Int32Array): Reading<readonly Float32Array[]> {
  return yield featuresIn(maps, x, order);
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
    return among(false); // f may not be made for strangers: other examples, then
  }
}

/** [order.length, ...]; a stranger is 2 x_j + 1 of an example x_j, or that example itself. */
function companyOf(x: Tensor, order: Int32Array, strange: boolean): Tensor {
  return offTheTape(() =>
    tidy(() => {
      const [n, ...rest] = x.shape;
      const rows = gather(
        x,
        tensor1d(
          order.map((i, at) => (i >= 0 ? i : (7 * at + 1) % n)),
          'int32',
        ),
      );
      const shape = [order.length, ...rest.map(() => 1)];
      const much = tensor(
        Float32Array.from(order, (i) => (strange && i < 0 ? 1 : 0)),
        shape,
      );
      return add(mul(rows, add(much, 1)), much);
    }),
  );
}

/** Refuses features of examples that are not those they had. */
export function compare(
  features: readonly Float32Array[],
  again: readonly Float32Array[],
  order: Int32Array,
  n: number,
): void {
  if (features.length !== again.length) refuseApart();
  for (const [k, before] of features.entries()) {
    const after = again[k];
    const d = before.length / n;
    if (after.length !== order.length * d) refuseApart();
    const scales = new Float64Array(d); // of each feature
    for (let at = 0; at < before.length; at++) scales[at % d] = Math.max(scales[at % d], Math.abs(before[at]));
    const floor = FLOOR * scales.reduce((most, scale) => Math.max(most, scale), 0);
    for (const [at, i] of order.entries()) {
      for (let j = 0; j < d && i >= 0; j++) {
        const apart = Math.abs(after[at * d + j] - before[i * d + j]);
        if (!(apart <= Math.max(floor, TOLERANCE * scales[j]))) refuseApart();
      }
    }
  }
}

export function refuseApart(): never {
  refuse(
    'f',
    'a map that treats each example on its own',
    'other features for the same input beside other examples, at another place or in another call',
    'Batch norm and dropout in training mode do that: call model.apply(x, { training: false }), or pass the LayersModel itself, ' +
      'which is run in inference mode.',
  );
}
