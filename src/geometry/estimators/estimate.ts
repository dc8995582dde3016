import type { Random } from '../../numeric/random.js';
import { studentTQuantile } from '../../numeric/studentT.js';
import type { Examples } from '../products/examples.js';

/**
 * What was measured on some examples: their total of ||J||_F^2 and what its error is made of. Samples of different examples
 * add up.
 */
export interface Estimate {
  /** Examples that `total` is about. */
  readonly count: number;
  /** Unbiased estimates (or exact values) of ||J_i||_F^2, of the examples that were measured. */
  readonly perExample: Float64Array;
  /** Estimate of the sum of ||J_i||_F^2 over all `count` examples. */
  readonly total: number;
  /** Variance of `total` over the random choices; 0 when exact, NaN where one choice cannot tell. */
  readonly variance: number;
  /** Sum over the independent parts of `variance` of their squares over their degrees of freedom (Satterthwaite). */
  readonly squaredVariances: number;
  /** The part of `total` that was measured and not estimated: its error is none of it. */
  readonly certain: number;
  /** Comparisons between probes of the same example that `variance` rests on; 0 where it rests on none. */
  readonly comparisons: number;
  /** Vector-Jacobian products of an example. */
  readonly vjps: number;
}

/** Options of an estimator. */
export interface Effort {
  /** Vector-Jacobian products of an example. */
  probes: number;
  /** Examples that the estimator `'examples'` measures. */
  examples: number;
  /** Entries of a row that the estimator `'entries'` measures. */
  entries: number;
  random: Random;
}

/** A way to estimate sum_i ||J_i||_F^2 without bias. */
export type Estimator = (examples: Examples, effort: Effort) => Promise<Estimate>;

/** Both estimates as one. */
export function mergeEstimates(a: Estimate, b: Estimate): Estimate {
  const perExample = new Float64Array(a.perExample.length + b.perExample.length);
  perExample.set(a.perExample);
  perExample.set(b.perExample, a.perExample.length);
  return {
    count: a.count + b.count,
    perExample,
    total: a.total + b.total,
    variance: a.variance + b.variance,
    squaredVariances: a.squaredVariances + b.squaredVariances,
    certain: a.certain + b.certain,
    comparisons: a.comparisons + b.comparisons,
    vjps: Math.max(a.vjps, b.vjps),
  };
}

/** The estimate of exact values. */
export function exactEstimate(perExample: Float64Array, vjps: number): Estimate {
  const total = sum(perExample);
  const none = { variance: 0, squaredVariances: 0, comparisons: 0 };
  return { count: perExample.length, perExample, total, certain: total, ...none, vjps };
}

/** What an interval is made of: an estimate that is positive, and its error. */
export type Uncertain = Pick<Estimate, 'variance' | 'squaredVariances'> & { readonly value: number };

/**
 * The factor by which an estimate may be off, up or down: an interval of Student's t, with Satterthwaite's degrees of freedom, of its
 * logarithm. Squares of one or few random numbers, which a Jacobian of low rank gives, are skewed: an interval of the estimate itself
 * ends too low and covers 80% for 95%.
 */
export function factor({ value, variance, squaredVariances }: Uncertain, confidence: number): number {
  if (variance === 0) return 1;
  const degreesOfFreedom = (variance * variance) / squaredVariances;
  return Math.exp((studentTQuantile((1 + confidence) / 2, degreesOfFreedom) * Math.sqrt(variance)) / value);
}

/** Half the width of that interval. */
export function halfWidth(uncertain: Uncertain, confidence: number): number {
  const ratio = factor(uncertain, confidence);
  return (uncertain.value * (ratio - 1 / ratio)) / 2;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** sum_i (v_i - mean)^2 / (n - 1) */
export function variance(values: ArrayLike<number>): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return squares / (values.length - 1);
}
