/** Error against cost of every estimator, on the Jacobians of one batch. */

import { type Estimate, factor, sum } from '../../src/geometry/estimators/estimate.js';
import { ESTIMATORS, type EstimatorName } from '../../src/geometry/estimators/estimators.js';
import { type Design, probe } from '../../src/geometry/estimators/probes.js';
import type { Examples } from '../../src/geometry/products/examples.js';
import { choose, type Random, seededRandom } from '../../src/numeric/random.js';

/** Relative error of an estimator at one cost. */
export interface ErrorPoint {
  estimator: string;
  /** Vector-Jacobian passes over the batch. */
  passes: number;
  /** Root mean squared error over the trials, relative to the exact value. */
  error: number;
  trials: number;
  /** Share of 95% intervals that hold the exact value; absent where one probe gives none for the batch. */
  coverage?: number;
}

export const PASSES = [1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64, 96, 128];
/** Entries of a row that the estimator of entries looks at. */
export const ENTRIES = 64;

/** A Gaussian direction of length sqrt(d) for every example, as facebookresearch/jacobian_regularizer draws them. */
const SPHERE: Design = {
  *draw(n, d, count, random) {
    for (let k = 0; k < count; k++) {
      const v = Float32Array.from({ length: n * d }, () => random.normal());
      for (let i = 0; i < n; i++) {
        const row = v.subarray(i * d, (i + 1) * d);
        const scale = Math.sqrt(d / row.reduce((squares, value) => squares + value * value, 0));
        for (let j = 0; j < d; j++) row[j] *= scale;
      }
      yield v;
    }
  },
  all: () => Infinity,
};

/** One cotangent for the whole batch. */
const SHARED: Design = {
  *draw(n, d, count, random) {
    for (let k = 0; k < count; k++) {
      const signs = Float32Array.from({ length: d }, random.sign);
      const v = new Float32Array(n * d);
      for (let i = 0; i < n; i++) v.set(signs, i * d);
      yield v;
    }
  },
  all: () => Infinity,
};

export async function errorCurves(
  examples: Examples,
  norms: Float64Array,
  trials: number,
  only?: string,
): Promise<ErrorPoint[]> {
  const { n, d } = examples;
  const truth = sum(norms);
  const ours = (name: EstimatorName) => (probes: number, random: Random) =>
    ESTIMATORS[name](examples, { probes, examples: 0, entries: ENTRIES, random });
  const design = (each: Design) => (count: number, random: Random) => probe(examples, { design: each, count, random });
  const ways: Record<string, (passes: number, random: Random) => Promise<Estimate>> = {
    split: ours('split'),
    rademacher: ours('rademacher'),
    'jacobian_regularizer (sphere)': design(SPHERE),
    'one cotangent for the batch': design(SHARED),
    outputs: ours('outputs'),
    entries: ours('entries'),
    examples: async (passes, random) => {
      // `passes` passes over the batch are worth this many examples, each measured by d rows.
      const count = Math.round((passes * n) / d);
      const all = Float64Array.from(choose(count, n, random), (i) => norms[i]);
      const total = (sum(all) / count) * n;
      return {
        count: n,
        perExample: all,
        total,
        variance: Number.NaN,
        squaredVariances: Number.NaN,
        certain: 0,
        comparisons: 0,
        vjps: d,
      };
    },
  };
  const points: ErrorPoint[] = [];
  for (const [estimator, measure] of Object.entries(ways)) {
    if (only && estimator !== only) continue;
    for (const passes of PASSES) {
      if (estimator === 'examples' && passes * n < 2 * d) continue;
      if ((estimator === 'outputs' || estimator === 'entries') && passes < 2) continue;
      const random = seededRandom(1 + passes);
      let squares = 0;
      let covered = 0;
      let known = true;
      // Fewer trials of more passes, which take as long.
      const count = Math.round(Math.max(12, Math.min(trials, (16 * trials) / passes)));
      for (let trial = 0; trial < count; trial++) {
        const sample = await measure(passes, random);
        squares += (sample.total / truth - 1) ** 2;
        if (Number.isNaN(sample.variance)) known = false;
        else if (covers(sample, truth)) covered++;
      }
      const error = Math.sqrt(squares / count);
      points.push({ estimator, passes, error, trials: count, ...(known && { coverage: covered / count }) });
    }
    console.log(
      `${estimator}: ${points
        .filter((point) => point.estimator === estimator)
        .map(({ passes, error }) => `${passes}: ${(100 * error).toFixed(2)}%`)
        .join(', ')}`,
    );
  }
  return points;
}

/**
 * The fewest passes at which an estimator's error is at most `aim`, between the measured ones by the slope of the
 * curve.
 */
export function passesFor(points: readonly ErrorPoint[], estimator: string, aim: number): number {
  const curve = points.filter((point) => point.estimator === estimator);
  const after = curve.findIndex(({ error }) => error <= aim);
  if (after < 0) {
    const last = curve[curve.length - 1];
    return Math.ceil(last.passes * (last.error / aim) ** 2); // as 1 / sqrt(passes)
  }
  if (after === 0) return curve[0].passes;
  const [a, b] = [curve[after - 1], curve[after]];
  const share = Math.log(a.error / aim) / Math.log(a.error / b.error);
  return Math.ceil(a.passes * (b.passes / a.passes) ** share);
}

/** Whether the interval of 95% holds the truth. */
function covers({ total, certain, variance, squaredVariances }: Estimate, truth: number): boolean {
  const value = total - certain;
  const ratio = factor({ value, variance, squaredVariances }, 0.95);
  return certain + value / ratio <= truth && truth <= certain + value * ratio;
}
