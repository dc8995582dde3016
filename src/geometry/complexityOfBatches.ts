import { refuse } from '../input/checks.js';
import { type Estimate, mergeEstimates } from './estimators/estimate.js';
import { type GeometricComplexity, recordOf } from './record.js';

/** Geometric complexity over some batches, as plain data that merges with that of other examples. */
export interface ComplexityOfBatches extends GeometricComplexity {
  /** Number of examples that were measured. */
  readonly count: number;
  /**
   * Geometric complexity of each class, length C, as `geometricCollapse` takes it. It is NaN for a class without
   * examples, and absent without labels.
   */
  readonly perClass?: readonly number[];
  /** What a merge needs in addition. It is of no other use. */
  readonly state: ComplexityState;
}

/**
 * What a record of batches keeps for a merge: the errors of the estimate, the labels, and the options under which it
 * was made.
 */
export interface ComplexityState extends Omit<Estimate, 'count' | 'perExample' | 'vjps'> {
  /** The number of classes, C, as far as it is known. */
  readonly classes?: number;
  /** The label of each example, in the order of `perExample`. */
  readonly labels?: readonly number[];
  /** The confidence of the interval. */
  readonly confidence?: number;
  /** Number of examples in the data set, where the option was given. */
  readonly datasetSize?: number;
}

/** What a merge works on: an estimate, its labels, and the options under which it was made. */
export interface Complexity {
  readonly estimate: Estimate;
  readonly labels?: readonly number[];
  readonly classes?: number;
  readonly confidence?: number;
  readonly datasetSize?: number;
}

/** The complexity of no examples. */
export const NOTHING: Complexity = { estimate: mergeEstimates([]) };

/** The complexity of two sets of examples together. That of no examples is the neutral element. */
export function merged(a: Complexity, b: Complexity): Complexity {
  if (a.estimate.count === 0) return { ...b, classes: larger(a.classes, b.classes) };
  if (b.estimate.count === 0) return { ...a, classes: larger(a.classes, b.classes) };
  if (!a.labels !== !b.labels) refuse('b', 'measured with labels if a is, and only then', 'one of each', 'Drop one.');
  for (const option of ['confidence', 'datasetSize'] as const) {
    if (a[option] === b[option]) continue;
    refuse('b', `measured with the ${option} of a, ${a[option]}`, `${b[option]}`, 'Pass the same options to both.');
  }
  const labels = a.labels && b.labels ? [...a.labels, ...b.labels] : undefined;
  return { ...a, estimate: mergeEstimates([a.estimate, b.estimate]), labels, classes: larger(a.classes, b.classes) };
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** The record of a complexity. The mean of no examples does not exist: it is NaN, and so is its error. */
export function complexityOf({ estimate, labels, classes, ...options }: Complexity): ComplexityOfBatches {
  const { count, perExample, vjps, ...errors } = estimate;
  const state: ComplexityState = { ...errors, classes, labels, ...options };
  if (count === 0) {
    const none = { mean: Number.NaN, standardError: Number.NaN, interval: [Number.NaN, Number.NaN] as const };
    return { ...none, target: 'population', perExample: [], vjps: 0, count, state };
  }
  const { confidence = 0.95, datasetSize } = options;
  const record = { ...recordOf(estimate, { confidence, datasetSize }), count, state };
  return labels ? { ...record, perClass: meansByClass(perExample, labels, classes) } : record;
}

function meansByClass(perExample: Float64Array, labels: readonly number[], classes?: number): readonly number[] {
  if (labels.length !== perExample.length) {
    const remedy = "Use 'split' or 'rademacher', or leave the labels out.";
    refuse('estimator', 'one that measures every example, to tell classes apart', 'one that samples', remedy);
  }
  const size = classes ?? labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const sums = new Float64Array(size);
  const counts = new Float64Array(size);
  for (const [i, label] of labels.entries()) {
    sums[label] += perExample[i];
    counts[label]++;
  }
  return Array.from(sums, (total, c) => total / counts[c]);
}
