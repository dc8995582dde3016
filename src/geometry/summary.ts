import { refuse } from '../input/checks.js';
import { halfWidth, type Sample, variance } from './estimators/sample.js';

/** Geometric complexity with its error. */
export interface GeometricComplexity {
  /** (1/n) sum_i ||df/dx(x_i)||_F^2, or its estimate. */
  mean: number;
  /** Standard error of `mean`; 0 when exact. */
  standardError: number;
  /** Student-t interval of the given confidence, cut at 0. */
  interval: [number, number];
  /**
   * What the error is about. `'batch'`: these n examples. `'dataset'`: the `datasetSize` examples of which they are a random
   * sample. `'population'`: the distribution they were drawn from, all that one probe per example can tell.
   */
  target: 'batch' | 'dataset' | 'population';
  /** ||df/dx(x_i)||_F^2 of each example that was measured, or its unbiased estimate, length n. */
  perExample: Float64Array;
  /** Vector-Jacobian products of an example that were spent, those of a pilot included. */
  vjps: number;
}

/** Mean, error and interval of a sample. */
export function summarise(
  sample: Sample,
  { confidence, datasetSize }: { confidence: number; datasetSize?: number },
): GeometricComplexity {
  const { count: n, perExample, total, vjps } = sample;
  const mean = total / n;
  const target = Number.isNaN(sample.variance) ? 'population' : datasetSize === undefined ? 'batch' : 'dataset';
  const [squaredError, half] = errors(sample, target, confidence, datasetSize);
  const interval: [number, number] = [Math.max(0, mean - half), mean + half];
  return { mean, standardError: Math.sqrt(squaredError), interval, target, perExample, vjps };
}

/** Variance of the mean, and half the width of its interval. */
function errors(
  { count: n, perExample, variance: probeVariance, squaredVariances }: Sample,
  target: GeometricComplexity['target'],
  confidence: number,
  datasetSize = n,
): [number, number] {
  if (target === 'batch') return [probeVariance / n ** 2, halfWidth(probeVariance, squaredVariances, confidence) / n];
  if (n === 1) {
    const remedy = 'One value has no error bar: add probes or examples.';
    refuse('probes', 'at least 2 for a batch of one', '1', remedy);
  }
  if (datasetSize < n) {
    refuse('datasetSize', `at least the ${n} examples of x`, String(datasetSize), 'Count the whole data set.');
  }
  // Over the examples of a finite set, the spread counts for those that were left out, the probes for all.
  const sampled = target === 'dataset' ? n / datasetSize : 0;
  const spread = ((1 - sampled) * variance(perExample)) / n;
  const probes = sampled === 0 ? 0 : probeVariance / (n * datasetSize);
  const squares = spread ** 2 / (n - 1) + (sampled === 0 ? 0 : squaredVariances / (n * datasetSize) ** 2);
  return [spread + probes, halfWidth(spread + probes, squares, confidence)];
}
