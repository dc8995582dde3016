import type { Estimator } from './estimate.js';
import { exact } from './exact.js';
import { rademacher, split } from './split.js';
import { entriesOnly, examplesOnly, outputsOnly } from './subsampling.js';

/** Names of the estimators: the exact one, two that are made here, and three that the paper uses, to compare with. */
export type EstimatorName = 'split' | 'exact' | 'rademacher' | 'outputs' | 'examples' | 'entries';

export const ESTIMATORS: Record<EstimatorName, Estimator> = {
  split,
  exact: (examples) => exact(examples),
  rademacher,
  outputs: outputsOnly,
  examples: examplesOnly,
  entries: entriesOnly,
};
