import { InputError, refuse } from '../input/checks.js';
import { abortSignal, boolean, integer, number, seed } from '../input/options.js';
import { type Turn, turns } from '../input/turns.js';
import { type ChosenEstimator, DEFAULT_ESTIMATOR, type EstimatorChoice, estimatorChoice } from './estimatorChoice.js';

/** Options of {@link geometricComplexity}. */
export interface GeometricComplexityOptions {
  /** The estimator. The default, `'split'`, has the smallest error of those that have one; `'exact'` has none. */
  estimator?: EstimatorChoice;
  /**
   * Number of probes, which is the number of vector-Jacobian products of each example. The default is 2, for a batch of
   * two examples 3, for one example 4, and in a stream of batches 1. From d on the result of `'split'` is exact.
   */
  probes?: number;
  /**
   * The half width of `interval`, as a share of `mean`, that is asked for in place of a number of probes, for example
   * 0.01.
   */
  relativeError?: number;
  /** The most vector-Jacobian products of an example that `relativeError` may take. The default is 1024. */
  maxVjps?: number;
  /** The share of intervals that cover the true value. The default is 0.95. */
  confidence?: number;
  /** Seed of the random choices. The same seed gives the same estimate. The default is 0. */
  seed?: number;
  /**
   * Number of examples in the data set that x is a random sample of. The error is then that of the estimate for the
   * data set.
   */
  datasetSize?: number;
  /**
   * The number of bytes of activations that one forward pass may keep. More examples go through in chunks. The default
   * is 2^29.
   */
  memory?: number;
  /**
   * Whether the gradient is compared with central differences of f, at 4 examples, before it is used. That is done once
   * for a function or model, while backend, operations and shape of its input stay the same. The default is true.
   */
  check?: boolean;
  /** A signal that ends the call early: the call throws the signal's reason, and leaves nothing behind. */
  signal?: AbortSignal;
}

/** Readers of {@link GeometricComplexityOptions}. */
export const ESTIMATE_OPTIONS = {
  estimator: estimatorChoice,
  probes: integer(1),
  relativeError: number(0),
  maxVjps: integer(1),
  confidence: number(0),
  seed,
  datasetSize: integer(1),
  memory: number(1),
  check: boolean,
  signal: abortSignal,
};

/** Options that were read, before their defaults are filled in. */
export type Given = Partial<Omit<Settings, 'turn'>> & { signal?: AbortSignal };

/** Options with their defaults, checked. */
export interface Settings {
  readonly estimator: ChosenEstimator;
  readonly probes: number;
  readonly relativeError?: number;
  readonly maxVjps: number;
  readonly confidence: number;
  readonly seed: number;
  readonly datasetSize?: number;
  readonly memory: number;
  readonly check: boolean;
  readonly turn: Turn;
}

/** Fills the defaults in, and refuses options that do not go together. */
export function settingsOf(given: Given, defaultProbes = 2): Settings {
  const { signal, ...options } = given;
  const { estimator = DEFAULT_ESTIMATOR, probes = defaultProbes, confidence = 0.95, relativeError } = options;
  const { kind } = estimator;
  if (!(confidence > 0 && confidence < 1)) {
    refuse('confidence', 'between 0 and 1', String(confidence), 'Pass 0.95 for a 95% interval.');
  }
  if (options.probes !== undefined && (kind === 'exact' || kind === 'examples')) {
    throw new InputError('probes', 'be left out', `one with the estimator '${kind}'`, 'It measures every row.');
  }
  if (kind === 'outputs' || kind === 'entries') integer(2)('probes', probes);
  if (relativeError !== undefined) checkRelativeError(relativeError, options.probes, kind);
  else if (options.maxVjps !== undefined) {
    throw new InputError(
      'maxVjps',
      'come with relativeError',
      'it alone',
      'Pass `probes` to set the number of products.',
    );
  }
  const { maxVjps = 1024, seed = 0, datasetSize, memory = 2 ** 29, check = true } = options;
  const turn = turns(signal);
  return { estimator, probes, relativeError, maxVjps, confidence, seed, datasetSize, memory, check, turn };
}

function checkRelativeError(aim: number, probes: number | undefined, kind: ChosenEstimator['kind']): void {
  if (aim === 0) refuse('relativeError', 'positive', '0', "Pass, say, 0.01, or estimator: 'exact'.");
  if (probes !== undefined || kind === 'exact') {
    const given = kind === 'exact' ? "estimator: 'exact'" : 'probes';
    throw new InputError('relativeError', 'stand alone', `${given} as well`, 'Leave one of them out.');
  }
  if (kind !== 'split' && kind !== 'rademacher') {
    const remedy = 'The others have no error that is known beforehand: leave `estimator` out.';
    refuse('estimator', "'split' or 'rademacher' with relativeError", `'${kind}'`, remedy);
  }
}
