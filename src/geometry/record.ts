import type { Tensor } from '@tensorflow/tfjs-core';
import { isTensor, refuse } from '../input/checks.js';
import { type Estimate, factor, variance } from './estimators/estimate.js';

/** Geometric complexity with its error; plain data. */
export interface GeometricComplexity {
  /** (1/n) sum_i ||df/dx(x_i)||_F^2, or its estimate. */
  readonly mean: number;
  /** Standard error of `mean`; 0 when exact. */
  readonly standardError: number;
  /** Interval of the given confidence: Student's t of the logarithm of what was estimated, added to what was measured exactly. */
  readonly interval: readonly [number, number];
  /**
   * What the error is about. `'batch'`: these n examples. `'dataset'`: the `datasetSize` examples of which they are a random
   * sample. `'population'`: the distribution they were drawn from, all that one probe per example can tell, or two probes of two.
   */
  readonly target: 'batch' | 'dataset' | 'population';
  /** ||df/dx(x_i)||_F^2 of each example that was measured, or its unbiased estimate, length n. */
  readonly perExample: readonly number[];
  /** Vector-Jacobian products of an example that were spent, those of a pilot included. */
  readonly vjps: number;
}

/** Comparisons of probes below which intervals of low ranks and of a few live outputs cover too little. */
const LEAST_COMPARISONS = 3;

/** Probes of an example that a batch of n needs at least for an error of its own. */
export function leastProbes(n: number): number {
  return 1 + Math.ceil(LEAST_COMPARISONS / n);
}

/** How many are taken unless told otherwise. */
export function probesFor(x: Tensor): number {
  return isTensor(x) && x.rank > 0 && x.shape[0] > 0 ? leastProbes(x.shape[0]) : 2;
}

/** The record of an estimate: mean, error and interval. */
export function recordOf(
  estimate: Estimate,
  { confidence, datasetSize }: { confidence: number; datasetSize?: number },
): GeometricComplexity {
  const { count: n, perExample, total, certain, vjps } = estimate;
  const mean = total / n;
  const few = estimate.comparisons > 0 && estimate.comparisons < LEAST_COMPARISONS;
  const ofPopulation = Number.isNaN(estimate.variance) || (few && n > 1); // the probes do not tell how far off they are
  const target = ofPopulation ? 'population' : datasetSize === undefined ? 'batch' : 'dataset';
  if (few && n === 1) {
    const remedy = "Fewer do not tell how far off they are: add probes or examples, or pass estimator: 'exact'.";
    refuse('probes', `at least ${leastProbes(n)} for a batch of ${n}`, String(vjps), remedy);
  }
  const known = target === 'batch' ? certain / n : 0; // examples vary in all of it
  const uncertain = { value: mean - known, ...errors(estimate, target, datasetSize) };
  const ratio = factor(uncertain, confidence);
  const interval: [number, number] = [known + uncertain.value / ratio, known + uncertain.value * ratio];
  return {
    mean,
    standardError: Math.sqrt(uncertain.variance),
    interval,
    target,
    perExample: Array.from(perExample),
    vjps,
  };
}

/** Variance of the mean, and the squares that its degrees of freedom come from. */
function errors(
  { count: n, perExample, variance: probeVariance, squaredVariances }: Estimate,
  target: GeometricComplexity['target'],
  datasetSize = n,
): Pick<Estimate, 'variance' | 'squaredVariances'> {
  if (target === 'batch') return { variance: probeVariance / n ** 2, squaredVariances: squaredVariances / n ** 4 };
  if (n === 1) {
    const remedy = 'One value has no error bar: add probes or examples.';
    refuse('probes', `at least ${leastProbes(1)} for a batch of one`, '1', remedy);
  }
  if (datasetSize < n) {
    refuse('datasetSize', `at least the ${n} examples of x`, String(datasetSize), 'Count the whole data set.');
  }
  // Over the examples of a finite set, the spread counts for those that were left out, the probes for all.
  const sampled = target === 'dataset' ? n / datasetSize : 0;
  const spread = ((1 - sampled) * variance(perExample)) / n;
  const probes = sampled === 0 ? 0 : probeVariance / (n * datasetSize);
  const squares = spread ** 2 / (n - 1) + (sampled === 0 ? 0 : squaredVariances / (n * datasetSize) ** 2);
  return { variance: spread + probes, squaredVariances: squares };
}
