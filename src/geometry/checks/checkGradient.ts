import { gather, reshape, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../../input/checks.js';
import { choose, seededRandom } from '../../numeric/random.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import type { Maps } from '../products/linearisation.js';
import { refuseApart, TOLERANCE } from './compare.js';
import type { Deviation } from './deviation.js';
import { largest } from './deviation.js';
import { faultyOperation } from './faultyOperation.js';
import { gradientTrial, type Trial } from './gradientTrial.js';
import type { Reading } from './reading.js';

/** Number of examples that are looked at. A trial runs 4 rows forward and back, and 28 more rows forward. */
const EXAMPLES = 4;
/**
 * The largest deviation that is allowed, as a share of the gradient, in addition to three times what curvature and
 * rounding make.
 */
const BOUND = { along: 0.015, across: 0.15 };
/** The share of the gradient that curvature and rounding may make before a trial tells nothing. */
const DIM = { along: 0.1, across: 0.2 };
const KINDS = ['along', 'across'] as const;
/** The distance of a point near an example from that example, as a share of the largest input. */
const NEARBY = 0.1;
/**
 * What is tried in turn while trials tell nothing: the step as it is; a longer step, since features may be rounded;
 * points near the examples, since these may lie on kinks, as images with a black border do.
 */
const TRIES = [
  { factor: 1, distance: 0 },
  { factor: 16, distance: 0 },
  { factor: 1, distance: NEARBY },
];

/**
 * Refuses a gradient that is not the derivative of the features, because TensorFlow.js, a backend or a user has the
 * gradient of an operation wrong. At a few examples, <v, J u> by central differences is compared with <J^T v, u>.
 * Before anything is refused, a second draw has to agree. Trials that tell nothing refuse nothing.
 *
 * @param x rows [n, ...], as they go through f together
 * @param most the number of rows that may go through f together; 0 where f takes n and no other number
 */
export function* checkGradient(maps: Maps, x: Tensor, most: number): Reading<void> {
  const n = x.shape[0];
  const random = seededRandom(20221122);
  const indices =
    most === 0
      ? Int32Array.from({ length: n }, (_, i) => i)
      : Int32Array.from({ length: EXAMPLES }, () => 0).map((_, i, { length }) => (n < length ? i % n : i));
  if (most > 0 && n >= EXAMPLES) indices.set(choose(EXAMPLES, n, random));
  const shape = [indices.length, ...x.shape.slice(1)];
  const [given] = yield [offTheTape(() => tidy(() => reshape(gather(x, tensor1d(indices, 'int32')), [-1])))];
  const spread = largest(given, 0, given.length) || 1;
  const settled = { along: false, across: false };
  const pointsAt = (distance: number) =>
    distance === 0 ? given : given.map((value) => value + distance * spread * random.normal());
  /**
   * Whether a deviation is there at points near the examples, too. At a tie of a maximum the gradient goes to one of
   * the entries, and the difference along it is half of it: in a constant border thousands of such halves add up, while
   * what they bend cancels.
   */
  function* isOffNearby(kind: (typeof KINDS)[number]): Reading<boolean> {
    try {
      const trial = yield* gradientTrial(maps, pointsAt(NEARBY), shape, { random, factor: 1, most });
      return !trial || isOff(kind, trial[kind]);
    } catch {
      return true; // f takes no inputs but those that are like the given ones
    }
  }
  for (const { factor, distance } of TRIES) {
    const base = pointsAt(distance);
    const draw = () => gradientTrial(maps, base, shape, { random, factor, most });
    let trial: Trial | undefined;
    try {
      trial = yield* draw();
    } catch (error) {
      if (distance === 0) throw error;
    }
    if (!trial) return; // not finite, which the measurement says, or outside of what f is made for
    if (distance === 0 && trial.apart > TOLERANCE) refuseApart();
    const suspects = KINDS.filter((kind) => isOff(kind, trial[kind]));
    if (suspects.length > 0) {
      const second = yield* draw();
      const sure = suspects.find((kind) => second && isOff(kind, second[kind]));
      if (sure && (distance > 0 || (yield* isOffNearby(sure)))) refuseGradient(maps, shape, second as Trial, sure);
      if (sure) continue; // the examples lie on kinks
    }
    for (const kind of KINDS) settled[kind] ||= tells(kind, trial[kind]);
    if (settled.along && settled.across) return;
  }
}

/** Whether a deviation is more than kinks, curvature and rounding explain. */
function isOff(kind: (typeof KINDS)[number], deviation: Deviation | undefined): boolean {
  if (!deviation) return false;
  const { off, bent, rounding } = deviation;
  return off > BOUND[kind] + 3 * bent + 10 * rounding;
}

/** Whether a wrong gradient would have shown. */
function tells(kind: (typeof KINDS)[number], deviation: Deviation | undefined): boolean {
  return !deviation || deviation.bent + deviation.rounding < DIM[kind];
}

function refuseGradient(maps: Maps, shape: readonly number[], trial: Trial, kind: (typeof KINDS)[number]): never {
  const { off } = trial[kind] as Deviation;
  const share = trial.along ? `by ${percent(off)} of its size` : 'and is 0 where they are not';
  const way = kind === 'along' ? 'along itself' : 'along directions at random';
  const operation = faultyOperation(maps, shape, trial.at);
  const place = operation
    ? `, most of it in ${operation.kernelName} (operation ${operation.at} of ${operation.of})`
    : '';
  const remedy =
    'TensorFlow.js, its backend or a custom gradient is wrong there: take another operation or backend. ' +
    '`check: false` leaves this test out.';
  throw new InputError(
    'f',
    'have the gradient of its values',
    `J^T v that differs from central differences of f ${share} ${way}${place}`,
    remedy,
  );
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2).replace(/e\+.*/, '')}%`;
}
