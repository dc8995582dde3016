import { exact } from './exact.js';
import type { Estimator } from './sample.js';
import { rademacher, split } from './split.js';
import { entriesOnly, examplesOnly, outputsOnly } from './subsampling.js';

/** Names of the estimators: two of the library, and three that the paper uses, to compare with. */
export type EstimatorName = 'split' | 'rademacher' | 'examples' | 'outputs' | 'entries';

export const ESTIMATORS: Record<EstimatorName | 'exact', Estimator> = {
  split,
  rademacher,
  examples: examplesOnly,
  outputs: outputsOnly,
  entries: entriesOnly,
  exact: (examples) => exact(examples),
};
