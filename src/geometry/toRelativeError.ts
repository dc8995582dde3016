import { refuse } from '../input/checks.js';
import type { Random } from '../numeric/random.js';
import { exact } from './estimators/exact.js';
import { alongBasis, principalDirections } from './estimators/principal.js';
import { HADAMARD, probe, RADEMACHER } from './estimators/probes.js';
import { halfWidth, mergeSamples, type Sample, type Uncertain } from './estimators/sample.js';
import { withExactPart } from './estimators/split.js';
import type { Examples, Part } from './examples.js';
import type { Settings } from './options.js';

/** Principal directions that are measured exactly, at most. */
const DIRECTIONS = 12;
/** Degrees of freedom that a pilot should have. */
const PILOT_FREEDOM = 32;
/** How much larger than in the pilot the variance may be before another round is needed. */
const MARGIN = 1.25;

/**
 * Estimates as closely as asked. A pilot tells the variance, the number of probes is solved for once, and fresh probes give
 * the estimate: to stop at the first small error among growing samples would be right too rarely. Should the fresh
 * probes vary more than the pilot's, they are the pilot of another round.
 */
export async function toRelativeError(
  parts: readonly Part[],
  k: number,
  { relativeError, confidence, maxVjps, estimator }: Settings,
  random: Random,
): Promise<Sample> {
  const aim = relativeError as number;
  const design = estimator === 'split' ? HADAMARD : RADEMACHER;
  const { d, n } = parts[0].open()[k];
  const m = estimator === 'split' ? Math.min(DIRECTIONS, Math.floor(d / 8)) : 0;
  let spent = 0;
  const spend = (passes: number) => {
    if (spent + passes > maxVjps) {
      const got = `${aim}, for which about ${passes} products of each example are needed after ${spent}, of ${maxVjps} allowed`;
      const remedy = 'Raise maxVjps, ask for a larger error, or measure more examples.';
      refuse('relativeError', 'in reach of maxVjps', got, remedy);
    }
    spent += passes;
  };
  const everyRow = async () => {
    spend(d);
    const sample = await overParts(parts, k, exact);
    return { ...sample, vjps: spent - d + sample.vjps };
  };

  const first = Math.max(2, 1 + Math.ceil(PILOT_FREEDOM / (n * parts.length)));
  if (d <= m + 2 * first) return everyRow();
  spend(m + first);
  const known: { basis: Float64Array; along: Float64Array }[] = [];
  const round = (count: number) =>
    overParts(parts, k, async (examples, i) => {
      if (!known[i]) {
        const basis = await principalDirections(examples, m);
        known[i] = { basis, along: await alongBasis(examples, basis) };
      }
      const { basis, along } = known[i];
      return withExactPart(await probe(examples, { design, count, random, basis }), along, 0);
    });
  let sample = await round(first);
  for (let count = first; ; ) {
    count = probesFor(sample, { count, all: design.all(d), d, halfWidth: aim * sample.total, confidence });
    if (count >= d) return everyRow();
    spend(count);
    sample = await round(count);
    if (halfWidth(uncertain(sample), confidence) <= aim * sample.total) {
      return { ...sample, vjps: spent };
    }
  }
}

/** What is measured on every part, as one sample; of several parts only the one under way is held in memory. */
export async function overParts(
  parts: readonly Part[],
  k: number,
  measure: (examples: Examples, part: number) => Promise<Sample>,
): Promise<Sample> {
  let merged: Sample | undefined;
  for (const [i, part] of parts.entries()) {
    const sample = await measure(part.open()[k], i);
    merged = merged ? mergeSamples(merged, sample) : sample;
    if (parts.length > 1) part.release();
  }
  return merged as Sample;
}

/** The part of a sample that has an error. */
const uncertain = ({ total, certain, variance, squaredVariances }: Sample): Uncertain => ({
  estimate: total - certain,
  variance,
  squaredVariances,
});

/** The fewest probes (d if all of them are too few) after which the interval is expected to be as narrow as asked. */
function probesFor(
  sample: Sample,
  aim: { count: number; all: number; d: number; halfWidth: number; confidence: number },
): number {
  const { estimate, variance, squaredVariances } = uncertain(sample);
  if (variance === 0) return 2;
  const { count, all, d, confidence } = aim;
  const perProbe = (MARGIN * variance) / (1 / count - 1 / all);
  const freedom = (variance * variance) / squaredVariances / (count - 1); // degrees of freedom that a probe brings
  const enough = (q: number) => {
    const expected = perProbe * Math.max(0, 1 / q - 1 / all);
    const squares = expected ** 2 / (freedom * (q - 1));
    return halfWidth({ estimate, variance: expected, squaredVariances: squares }, confidence) <= aim.halfWidth;
  };
  let [low, high] = [1, d]; // low is too few, high is enough or all
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle > 1 && enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
