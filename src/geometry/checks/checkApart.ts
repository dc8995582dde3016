import type { Tensor } from '@tensorflow/tfjs-core';
import { choose, permutation, type Random, seededRandom } from '../../numeric/random.js';
import type { Maps } from '../products/linearisation.js';
import { inCompany, tryInCompany } from './company.js';
import { compare } from './compare.js';
import type { Reading } from './reading.js';

/** The most examples that are run again in other company. */
const EXAMPLES = 8;
/** Values of their features that should be seen, since chance (dropout) changes few of them at a time. */
const VALUES = 512;
/** The most rows of a run. */
const ROWS = 64;
/** The most runs of a small batch of a fixed size, to see chance. */
const MOST_REPETITIONS = 16;
/** Ways in which a batch of a fixed size is cut in two. */
const CUTS = 3;

/**
 * Refuses an embedding in which an example's features depend on the other examples, on their number, on its place among
 * them, on chance or on an earlier call.
 *
 * Some examples are run again in another order, several times over, among strangers. Where f takes n rows and no other
 * number, half of the batch is replaced by strangers, in a few ways, and the features of the other half have to stay as
 * they are.
 *
 * @param x rows [n, ...] as they go through f together
 * @param features f(x), [n . d] of each embedding
 * @param most the number of rows that may go through f together; 0 where f takes n and no other number
 * @returns whether f takes other numbers of rows
 */
export function* checkApart(maps: Maps, x: Tensor, features: readonly Float32Array[], most: number): Reading<boolean> {
  const n = x.shape[0];
  const random = seededRandom(19371);
  if (most > 0) {
    const order = amongStrangers(features, { n, most, random });
    const outcome = yield* tryInCompany(maps, x, order);
    if (outcome) {
      compare(features, outcome, order, n);
      return true;
    }
  }
  const identity = Int32Array.from({ length: n }, (_, i) => i);
  const places = permutation(n, random);
  const values = features.reduce((least, f) => Math.min(least, f.length), Infinity);
  const repetitions = Math.max(1, Math.min(MOST_REPETITIONS, Math.ceil(VALUES / values)));
  for (let i = 0; i < repetitions; i++) compare(features, yield* inCompany(maps, x, identity), identity, n);
  for (let bit = 0; bit < CUTS && 2 ** bit < n; bit++) {
    for (const side of [0, 1]) {
      const order = identity.map((i) => ((places[i] >> bit) % 2 === side ? i : -1));
      compare(features, yield* inCompany(maps, x, order), order, n);
    }
  }
  return false;
}

/** Some examples, each several times, in an order at random among strangers (-1). */
function amongStrangers(
  features: readonly Float32Array[],
  { n, most, random }: { n: number; most: number; random: Random },
): Int32Array {
  const some = Math.min(n, EXAMPLES);
  const chosen = choose(some, n, random);
  if (!chosen.includes(0)) chosen[0] = 0; // the ends are special where rows depend on their neighbours
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
  const stranger = order.indexOf(-1); // goes to the first place, at which an only example was before
  [order[0], order[stranger]] = [-1, order[0]];
  return order;
}
