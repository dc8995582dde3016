import { refuse } from '../input/checks.js';
import type { Random } from '../numeric/random.js';
import { type Estimate, halfWidth, type Uncertain } from './estimators/estimate.js';
import { exact } from './estimators/exact.js';
import { alongBasis, principalDirections } from './estimators/principal.js';
import { HADAMARD, probe, RADEMACHER } from './estimators/probes.js';
import { withExactPart } from './estimators/split.js';
import type { Settings } from './options.js';
import { overChunks } from './overChunks.js';
import type { Chunk } from './products/examples.js';

/** The most principal directions that are measured exactly. */
const DIRECTIONS = 12;
/** The least degrees of freedom of a pilot. With 32 the standard error of the variance is sqrt(2 / 32), 25% of it. */
const PILOT_FREEDOM = 32;
/** The factor by which the variance may exceed that of the pilot before another round is needed. */
const MARGIN = 1.25;

/**
 * Estimates until half the width of the interval is at most `relativeError` times the estimate.
 *
 * A few probes, the pilot, tell the variance. The number of probes that is needed follows from it, and that many fresh
 * probes give the estimate. Where these vary more than those of the pilot, so that the interval is too wide, they
 * become the pilot of another round. Fresh probes are needed because intervals would cover the true value too rarely if
 * probes were added until the error happens to look small: such a rule stops just where the error is underestimated.
 */
export async function toRelativeError(
  chunks: readonly Chunk[],
  k: number,
  { relativeError, confidence, maxVjps, estimator }: Settings,
  random: Random,
): Promise<Estimate> {
  const aim = relativeError as number;
  const design = estimator.kind === 'split' ? HADAMARD : RADEMACHER;
  const { d, n } = chunks[0].open()[k];
  const m = estimator.kind === 'split' ? Math.min(DIRECTIONS, Math.floor(d / 8)) : 0;
  let spent = 0;
  const spend = (passes: number) => {
    if (spent + passes > maxVjps) {
      const needed = `about ${passes} products of each example are needed after ${spent}`;
      const got = `${aim}, for which ${needed}, of ${maxVjps} allowed`;
      const remedy = 'Raise maxVjps, ask for a larger error, or measure more examples.';
      refuse('relativeError', 'in reach of maxVjps', got, remedy);
    }
    spent += passes;
  };
  const everyRow = async () => {
    spend(d);
    const estimate = await overChunks(chunks, k, exact);
    return { ...estimate, vjps: spent - d + estimate.vjps };
  };

  const first = Math.max(2, 1 + Math.ceil(PILOT_FREEDOM / (n * chunks.length)));
  if (d <= m + 2 * first) return everyRow();
  spend(m + first);
  const known: { basis: Float64Array; along: Float64Array }[] = [];
  const round = (count: number) =>
    overChunks(chunks, k, async (examples, i) => {
      if (!known[i]) {
        const basis = await principalDirections(examples, m);
        known[i] = { basis, along: await alongBasis(examples, basis) };
      }
      const { basis, along } = known[i];
      return withExactPart(await probe(examples, { design, count, random, basis }), along, 0);
    });
  let estimate = await round(first);
  for (let count = first; ; ) {
    count = probesFor(estimate, { count, all: design.all(d), d, halfWidth: aim * estimate.total, confidence });
    if (count >= d) return everyRow();
    spend(count);
    estimate = await round(count);
    if (halfWidth(uncertain(estimate), confidence) <= aim * estimate.total) {
      return { ...estimate, vjps: spent };
    }
  }
}

/** The part of an estimate that has an error. */
const uncertain = ({ total, certain, variance, squaredVariances }: Estimate): Uncertain => ({
  value: total - certain,
  variance,
  squaredVariances,
});

/** The fewest probes after which the interval is expected to be as narrow as is asked, or d if fewer are not enough. */
function probesFor(
  estimate: Estimate,
  aim: { count: number; all: number; d: number; halfWidth: number; confidence: number },
): number {
  const { value, variance, squaredVariances } = uncertain(estimate);
  if (variance === 0) return 2;
  const { count, all, d, confidence } = aim;
  const perProbe = (MARGIN * variance) / (1 / count - 1 / all);
  const freedom = (variance * variance) / squaredVariances / (count - 1); // degrees of freedom that a probe brings
  const enough = (q: number) => {
    const expected = perProbe * Math.max(0, 1 / q - 1 / all);
    const squares = expected ** 2 / (freedom * (q - 1));
    return halfWidth({ value, variance: expected, squaredVariances: squares }, confidence) <= aim.halfWidth;
  };
  let [low, high] = [1, d]; // low is too few, high is enough or all of them
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle > 1 && enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
