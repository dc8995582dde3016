import { add, clone, concat, mul, slice, sum as sumOf, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { firstNonFinite } from '../../input/read.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import { linearise, type Maps } from '../products/linearisation.js';
import { checkApart, compare } from './checkApart.js';
import { checkGradient } from './checkGradient.js';
import type { Reading } from './reading.js';
import { known, remember } from './verdicts.js';

/** How an embedding is tested. */
export interface Trust {
  /** What the caller passed as f: tested once, while nothing it is made of changes. */
  readonly owner: object;
  /** Whether the gradient is compared with differences. */
  readonly check: boolean;
}

/** What a few rows on trial tell of an embedding. */
export interface Pair {
  /** Of the first row, of each embedding. */
  readonly features: readonly Float32Array[];
  /** Bytes that the tape holds for a row. */
  readonly bytesPerRow: number;
}

/**
 * The first row of x beside a stranger (two, if x has two rows: another number is wanted), and what the tape holds for a row. Undefined for
 * an embedding that takes them not: it is then measured in one piece.
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

/** What is known of an embedding when it is tested. */
export interface Context {
  readonly pair?: Pair;
  /** Operations to each embedding, as the tape has them. */
  readonly path?: readonly (readonly string[])[];
  /** Rows that may go through f together; 0 where f takes n and no other number. */
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
  if (pair) compare(features, pair.features, Int32Array.of(0), n); // at every call, what the rest is spared
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
