import type { Tensor } from '@tensorflow/tfjs-core';
import { isTensor, refuse } from '../input/checks.js';
import { type Estimate, factor, variance } from './estimators/estimate.js';

/** Geometric complexity with its error, as plain data. */
export interface GeometricComplexity {
  /** The geometric complexity (1/n) sum_i ||df/dx(x_i)||_F^2, or its estimate. */
  readonly mean: number;
  /** Standard error of `mean`. It is 0 where `mean` is exact. */
  readonly standardError: number;
  /**
   * Interval around `mean` that covers the true value with the given confidence, 95% by default. It is Student's
   * interval of the logarithm of what was estimated, added to what was measured exactly, and so it is not symmetric.
   */
  readonly interval: readonly [number, number];
  /**
   * The examples whose complexity is estimated with this error. `'batch'` means the n examples themselves, `'dataset'`
   * the `datasetSize` examples that they are a random sample of, and `'population'` the distribution that they were
   * drawn from. One probe per example, or two probes of two examples, can tell no more than the last.
   */
  readonly target: 'batch' | 'dataset' | 'population';
  /** ||df/dx(x_i)||_F^2 of each example that was measured, or its unbiased estimate, length n. */
  readonly perExample: readonly number[];
  /** Number of vector-Jacobian products of an example that were spent, those of a pilot included. */
  readonly vjps: number;
}

/**
 * Comparisons of probes below which intervals cover too rarely where the Jacobian has a low rank or few outputs that
 * are not 0.
 */
const LEAST_COMPARISONS = 3;

/** The least number of probes of an example with which a batch of n has an error of its own. */
export function leastProbes(n: number): number {
  return 1 + Math.ceil(LEAST_COMPARISONS / n);
}

/** The number of probes unless it is given. */
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
  const ofPopulation = Number.isNaN(estimate.variance) || (few && n > 1); // too few probes to tell their own error
  const target = ofPopulation ? 'population' : datasetSize === undefined ? 'batch' : 'dataset';
  if (few && n === 1) {
    const remedy = "Fewer do not tell how far off they are: add probes or examples, or pass estimator: 'exact'.";
    refuse('probes', `at least ${leastProbes(n)} for a batch of ${n}`, String(vjps), remedy);
  }
  const known = target === 'batch' ? certain / n : 0; // the examples vary also in what was measured exactly
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

/** The variance of the mean, and what its degrees of freedom follow from. */
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
