import type { Estimator } from './estimate.js';
import { exact } from './exact.js';
import { rademacher, split } from './split.js';
import { entriesOnly, examplesOnly, outputsOnly } from './subsampling.js';

/** The names of the estimators. {@link EstimatorChoice} says what each does. */
export type EstimatorName = 'split' | 'exact' | 'rademacher' | 'outputs' | 'examples' | 'entries';

/** The estimators by their names. */
export const ESTIMATORS: Record<EstimatorName, Estimator> = {
  split,
  exact: (examples) => exact(examples),
  rademacher,
  outputs: outputsOnly,
  examples: examplesOnly,
  entries: entriesOnly,
};
