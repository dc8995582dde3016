import type { Random } from '../../numeric/random.js';
import { studentTQuantile } from '../../numeric/studentT.js';
import type { Examples } from '../products/examples.js';

/**
 * What an estimator returns: the sum of ||J_i||_F^2 over some examples, with its error. Estimates of different examples
 * add up.
 */
export interface Estimate {
  /** Number of examples that `total` is the sum over. */
  readonly count: number;
  /** ||J_i||_F^2 of each example that was measured, exactly or as an unbiased estimate. */
  readonly perExample: Float64Array;
  /** Estimate of the sum of ||J_i||_F^2 over all `count` examples. */
  readonly total: number;
  /**
   * Variance of `total` over the random choices. It is 0 for an exact value, and NaN where one probe alone cannot tell
   * it.
   */
  readonly variance: number;
  /**
   * What tells how well `variance` itself is known. A variance that is the sum of independent estimates V_k with nu_k
   * degrees of freedom has as many degrees of freedom as (sum V_k)^2 / sum (V_k^2 / nu_k) (Satterthwaite). This is the
   * denominator, which adds up over examples, as the variance does.
   */
  readonly squaredVariances: number;
  /** The share of `total` that was measured exactly and has no error. */
  readonly certain: number;
  /**
   * Number of comparisons between probes of the same example that `variance` rests on. It is 0 where it rests on none.
   */
  readonly comparisons: number;
  /** Number of vector-Jacobian products of an example that were spent. */
  readonly vjps: number;
}

/** How much work an estimator may do, and where its random choices come from. */
export interface Effort {
  /** Number of vector-Jacobian products of an example. */
  probes: number;
  /** Number of examples that the estimator `'examples'` measures. */
  examples: number;
  /** Number of entries of a row that the estimator `'entries'` measures. */
  entries: number;
  random: Random;
}

/** A way to estimate sum_i ||J_i||_F^2 without bias. */
export type Estimator = (examples: Examples, effort: Effort) => Promise<Estimate>;

/** The estimate of several sets of examples together. All are joined at once, since each join copies every example. */
export function mergeEstimates(estimates: readonly Estimate[]): Estimate {
  const perExample = new Float64Array(estimates.reduce((length, each) => length + each.perExample.length, 0));
  const total = { count: 0, total: 0, variance: 0, squaredVariances: 0, certain: 0, comparisons: 0, vjps: 0 };
  let start = 0;
  for (const each of estimates) {
    perExample.set(each.perExample, start);
    start += each.perExample.length;
    total.count += each.count;
    total.total += each.total;
    total.variance += each.variance;
    total.squaredVariances += each.squaredVariances;
    total.certain += each.certain;
    total.comparisons += each.comparisons;
    total.vjps = Math.max(total.vjps, each.vjps);
  }
  return { ...total, perExample };
}

/** The estimate of exact values. */
export function exactEstimate(perExample: Float64Array, vjps: number): Estimate {
  const total = sum(perExample);
  const none = { variance: 0, squaredVariances: 0, comparisons: 0 };
  return { count: perExample.length, perExample, total, certain: total, ...none, vjps };
}

/** What an interval is made from: a positive estimate, and its error. */
export type Uncertain = Pick<Estimate, 'variance' | 'squaredVariances'> & { readonly value: number };

/**
 * The number r >= 1 such that [value / r, value r] is an interval of the given confidence.
 *
 * It is Student's interval for the logarithm of the estimate, whose standard error is sqrt(variance) / value: r = exp(t
 * sqrt(variance) / value). The quantile t has (variance^2 / squaredVariances) degrees of freedom, which is
 * Satterthwaite's rule. The logarithm is taken because a Jacobian of low rank gives squares of one or few random
 * numbers, which are skewed: an interval of the estimate itself would end too low, and cover 80% in place of 95%.
 */
export function factor({ value, variance, squaredVariances }: Uncertain, confidence: number): number {
  if (variance === 0) return 1;
  const degreesOfFreedom = (variance * variance) / squaredVariances;
  return Math.exp((studentTQuantile((1 + confidence) / 2, degreesOfFreedom) * Math.sqrt(variance)) / value);
}

/** Half the width of the interval of {@link factor}. */
export function halfWidth(uncertain: Uncertain, confidence: number): number {
  const ratio = factor(uncertain, confidence);
  return (uncertain.value * (ratio - 1 / ratio)) / 2;
}

/** The sum of some values. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** The sample variance, sum_i (v_i - mean)^2 / (n - 1). */
export function variance(values: ArrayLike<number>): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return squares / (values.length - 1);
}
