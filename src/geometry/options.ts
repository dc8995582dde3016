import { InputError, refuse } from '../input/checks.js';
import { abortSignal, boolean, integer, number, oneOf, seed } from '../input/options.js';
import { type Turn, turns } from '../input/turns.js';
import type { EstimatorName } from './estimators/estimators.js';
import { MEMORY } from './parts.js';

/** Options of {@link geometricComplexity}. */
export interface GeometricComplexityOptions {
  /** `'estimate'` (default): random probes, with an error bar. `'exact'`: d passes at most, no error. */
  method?: 'exact' | 'estimate';
  /** Vector-Jacobian products of an example; default 2, for two examples 3, for one 4. From d on, the result is exact. */
  probes?: number;
  /** Instead of `probes`: half the width of `interval` over `mean` that is asked for, say 0.01. */
  relativeError?: number;
  /** Coverage of `interval`, default 0.95. */
  confidence?: number;
  /** Of the random choices; the same seed gives the same estimate. Default 0. */
  seed?: number;
  /**
   * `'split'` (default): principal directions exactly, randomised Hadamard rows for the rest. `'rademacher'`: independent signs.
   * To compare with, as the paper subsamples: `'examples'`, `'outputs'`, `'entries'`.
   */
  estimator?: EstimatorName;
  /** Examples that `'examples'` measures, each exactly; default 8. */
  examples?: number;
  /** Entries of an output's gradient that `'entries'` measures; default 64. */
  entries?: number;
  /** Number of examples in the data set that x is a random sample of: the error is then for that data set. */
  datasetSize?: number;
  /** Products of an example after which `relativeError` gives up; default 1024. */
  maxVjps?: number;
  /** Bytes of activations that one forward pass may keep: more examples go in parts. Default 2^29. */
  memory?: number;
  /**
   * Whether the gradient is compared with central differences of f, at 4 examples, before it is used (default true): once for a
   * function or model, while backend, operations and shape of its input stay the same.
   */
  check?: boolean;
  /** Ends the call early: it throws the signal's reason, and leaves nothing behind. */
  signal?: AbortSignal;
}

/** Options with their defaults, checked. */
export type Settings = Required<Omit<GeometricComplexityOptions, 'relativeError' | 'datasetSize' | 'signal'>> &
  Pick<GeometricComplexityOptions, 'relativeError' | 'datasetSize'> & { turn: Turn };

/** Readers of {@link GeometricComplexityOptions}. */
export const ESTIMATE_OPTIONS = {
  method: oneOf('exact', 'estimate'),
  probes: integer(1),
  relativeError: number(0),
  confidence: number(0),
  seed,
  estimator: oneOf('split', 'rademacher', 'examples', 'outputs', 'entries'),
  examples: integer(2),
  entries: integer(2),
  datasetSize: integer(1),
  maxVjps: integer(1),
  memory: number(1),
  check: boolean,
  signal: abortSignal,
};

/** Options that were read, with their defaults; refuses those that do not go together. */
export function checkOptions(options: GeometricComplexityOptions, defaultProbes = 2): Settings {
  const {
    method = 'estimate',
    probes = defaultProbes,
    relativeError,
    confidence = 0.95,
    seed = 0,
    estimator = 'split',
    examples = 8,
    entries = 64,
    datasetSize,
    maxVjps = 1024,
    memory = MEMORY,
    check = true,
    signal,
  } = options;
  if (estimator === 'outputs' || estimator === 'entries') integer(2)('probes', probes);
  if (!(confidence > 0 && confidence < 1)) {
    refuse('confidence', 'between 0 and 1', String(confidence), 'Pass 0.95 for a 95% interval.');
  }
  if (relativeError !== undefined) {
    if (relativeError === 0) {
      refuse('relativeError', 'positive', '0', "Pass, say, 0.01, or method: 'exact'.");
    }
    if (options.probes !== undefined || method === 'exact') {
      const given = method === 'exact' ? "method: 'exact'" : 'probes';
      throw new InputError('relativeError', 'stand alone', `${given} as well`, 'Leave one of them out.');
    }
    if (estimator !== 'split' && estimator !== 'rademacher') {
      const remedy = 'The others have no error that is known beforehand: leave `estimator` out.';
      refuse('estimator', "'split' or 'rademacher' with relativeError", `'${estimator}'`, remedy);
    }
  }
  const rest = {
    confidence,
    seed,
    estimator,
    examples,
    entries,
    datasetSize,
    maxVjps,
    memory,
    check,
    turn: turns(signal),
  };
  return { method, probes, relativeError, ...rest };
}
