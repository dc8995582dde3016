import { clone, mul, sum as sumOf, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { firstNonFinite } from '../../input/finite.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import type { Maps } from '../products/linearisation.js';
import { checkApart } from './checkApart.js';
import { checkGradient } from './checkGradient.js';
import { compare } from './compare.js';
import type { Reading } from './reading.js';
import type { Pair } from './tryTwoRows.js';
import { known, remember } from './verdicts.js';

/** How an embedding is tested. */
export interface Trust {
  /** What the caller passed as f. It is tested once, while nothing that it is made of changes. */
  readonly owner: object;
  /** Whether the gradient is compared with differences of f. */
  readonly check: boolean;
}

/** What is known of an embedding when it is tested. */
export interface Context {
  readonly pair?: Pair;
  /** The names of the operations that lead to each embedding, as the tape has them. */
  readonly path?: readonly (readonly string[])[];
  /** The number of rows that may go through f together; 0 where f takes n and no other number. */
  readonly most: number;
}

/**
 * Refuses features that are not finite, an embedding whose examples are not apart, and a gradient that is wrong.
 *
 * @param features of x [n, ...], [n . d] of each embedding
 */
export function* checkEmbedding(
  maps: Maps,
  x: Tensor,
  features: readonly Float32Array[],
  { owner, check, pair, path, most }: Trust & Context,
): Reading<void> {
  const n = x.shape[0];
  for (const values of features) {
    const bad = firstNonFinite(values);
    if (bad < 0) continue;
    const remedy = 'Look for NaN in x or in the weights, a diverged loss, or log and division at zero.';
    refuse('f(x)', 'finite', `${values[bad]} at example ${Math.floor((bad * n) / values.length)}`, remedy);
  }
  if (pair) compare(features, pair.features, Int32Array.of(0), n); // one row at every call, all others once
  const rowShape = x.shape.slice(1);
  const so = known(owner, rowShape, path);
  const other = so.apart ? so.takesOtherNumbers : yield* checkApart(maps, x, features, most);
  if (check && !so.gradient) yield* checkGradient(maps, x, other ? most : 0);
  if (!so.apart || (check && !so.gradient))
    remember(owner, rowShape, path, { gradient: check, takesOtherNumbers: other });
}

/** Refuses an x with NaN or infinite entries: some operations make finite features of them. */
export function* checkFinite(x: Tensor): Reading<void> {
  const [[sum]] = yield [offTheTape(() => tidy(() => sumOf(mul(x, 0))))];
  if (sum === 0) return;
  const [values] = yield [offTheTape(() => clone(x))];
  const bad = firstNonFinite(values);
  if (bad < 0) return;
  const example = Math.floor((bad * x.shape[0]) / x.size);
  refuse(
    'x',
    'finite',
    `${values[bad]} at example ${example}`,
    'Look for a division by zero where the inputs are normalised.',
  );
}
