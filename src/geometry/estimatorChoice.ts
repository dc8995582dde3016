import { integer, isPlainObject, oneOf, type Read, readOptions } from '../input/options.js';
import type { EstimatorName } from './estimators/estimators.js';

/**
 * The choice of an estimator, with the number that it alone needs:
 *
 * - `'split'` measures principal directions of the features exactly, and estimates the rest from randomised Hadamard
 * rows.
 * - `'exact'` measures every row of the Jacobian, in at most d products of each example, and has no error.
 * - `'rademacher'` takes independent random signs for every example and every product.
 * - `'outputs'` measures as many outputs as there are probes, the same for the whole batch.
 * - `'examples'` measures some examples exactly; `{ kind: 'examples', examples: 8 }` says how many.
 * - `'entries'` measures some entries of the gradients of some outputs; `{ kind: 'entries', entries: 64 }` says how
 * many.
 *
 * The last three are the ways in which the paper subsamples. They are here so that others can be compared with them.
 */
export type EstimatorChoice =
  | EstimatorName
  | { readonly kind: EstimatorName }
  | { readonly kind: 'examples'; readonly examples?: number }
  | { readonly kind: 'entries'; readonly entries?: number };

/** An estimator with its own numbers filled in. */
export interface ChosenEstimator {
  readonly kind: EstimatorName;
  /** Number of examples that `'examples'` measures. */
  readonly examples: number;
  /** Number of entries of an output's gradient that `'entries'` measures. */
  readonly entries: number;
}

/** The estimator unless another is asked for. */
export const DEFAULT_ESTIMATOR: ChosenEstimator = { kind: 'split', examples: 8, entries: 64 };

const name = oneOf('split', 'exact', 'rademacher', 'outputs', 'examples', 'entries');

/** Reads the option `estimator`. */
export const estimatorChoice: Read<ChosenEstimator> = (argument, value) => {
  if (!isPlainObject(value)) return { ...DEFAULT_ESTIMATOR, kind: name(argument, value) };
  const kind = name(`${argument}.kind`, value.kind);
  const count: Read<number> = (key, given) => integer(2)(`${argument}.${key}`, given);
  const own = kind === 'examples' || kind === 'entries' ? { [kind]: count } : {};
  const read: Partial<ChosenEstimator> = readOptions(value, { kind: name, ...own }, argument);
  return { ...DEFAULT_ESTIMATOR, ...read };
};
