import { integer, isPlainObject, oneOf, type Read, readOptions } from '../input/options.js';
import type { EstimatorName } from './estimators/estimators.js';

/**
 * Which estimator, and what it alone needs:
 *
 * - `'split'`: principal directions exactly, and randomised Hadamard rows for the rest.
 * - `'exact'`: every row of the Jacobian, d products of each example at most, without an error.
 * - `'rademacher'`: independent signs for every example and every product.
 * - `'outputs'`: as many outputs as there are probes, the same for the whole batch.
 * - `'examples'`: some examples, each exactly; `{ kind: 'examples', examples: 8 }` says how many.
 * - `'entries'`: some entries of the gradients of some outputs; `{ kind: 'entries', entries: 64 }` says how many.
 *
 * The last three are the ways in which the paper subsamples. They are here to be compared with.
 */
export type EstimatorChoice =
  | EstimatorName
  | { readonly kind: EstimatorName }
  | { readonly kind: 'examples'; readonly examples?: number }
  | { readonly kind: 'entries'; readonly entries?: number };

/** An estimator with its own numbers filled in. */
export interface ChosenEstimator {
  readonly kind: EstimatorName;
  /** Examples that `'examples'` measures. */
  readonly examples: number;
  /** Entries of an output's gradient that `'entries'` measures. */
  readonly entries: number;
}

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
