import { add, clone, mul, scalar, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import type { Maps } from '../products/linearisation.js';
import { type Context, checkEmbedding, checkFinite, type Trust } from './checkEmbedding.js';
import { readSync } from './reading.js';
import { tryTwoRows } from './tryTwoRows.js';
import { known } from './verdicts.js';

/** The number of rows that go through f together in a test where nobody has said how much memory there is. */
const MOST = 64;

/**
 * Refuses what {@link checkEmbedding} refuses, in calls that return a tensor at once. Such a call may be part of
 * another gradient, whose tape is left alone. An embedding that is known to be sound is not tested again. On a backend
 * that cannot be read at once (WebGPU) nothing is tested.
 */
export function checkAtOnce(
  maps: Maps,
  x: Tensor,
  outputs: readonly Tensor[],
  { owner, check, path }: Trust & Pick<Context, 'path'>,
): void {
  const so = known(owner, x.shape.slice(1), path);
  if ((so.apart && (so.gradient || !check)) || !canBeRead()) return;
  readSync(checkFinite(x));
  const features = outputs.map((y) => offTheTape(() => clone(y).dataSync().slice() as Float32Array));
  const pair = readSync(tryTwoRows(maps, x));
  readSync(checkEmbedding(maps, x, features, { owner, check, pair, path, most: pair ? MOST : 0 }));
}

/** Refuses a Jacobian with NaN or infinite entries. */
export function refuseNonFinite(jacobian: Tensor): void {
  if (!canBeRead()) return;
  const total = offTheTape(() => tidy(() => sum(mul(jacobian, 0)).dataSync()[0]));
  if (total === 0) return;
  const remedy = 'Look for NaN in x or in the weights, a diverged loss, or log and sqrt at zero.';
  refuse('df/dx', 'finite', 'entries that are not', remedy);
}

/** Whether the values of a tensor that an operation made can be read at once. */
function canBeRead(): boolean {
  try {
    return offTheTape(() => tidy(() => add(scalar(1), 1).dataSync()[0])) === 2;
  } catch {
    return false;
  }
}
