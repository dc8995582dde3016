import { boolean, later } from '../input/options.js';
import type { BetweenClassOptions } from '../statistics/value/means.js';
import { type Classifier, classifierOption } from './classifier.js';
import { NC1_OPTIONS, type Nc1Options } from './means/meanSpan.js';

/** Options of every call that returns a {@link NeuralCollapse}. */
export interface MeasureOptions extends Nc1Options {
  /** The layer after the embedding, for NC3, NC4, UNC3, bias collapse and the classifier's own NC2. */
  classifier?: Classifier;
  /** Geometric complexity per class, length C, for the geometric collapse and the Poincare ratio. */
  complexities?: ArrayLike<number>;
  /** Adds `rankMe` and `numericalRank`: a d x d eigenproblem, see {@link featureRank}. Default false. */
  featureRank?: boolean;
  /** Adds the measures class by class. Default false. */
  perClass?: boolean;
  /** Adds the measures of every pair of classes: 24 to 32 bytes C^2. Default false. */
  perPair?: boolean;
}

/** Readers of {@link MeasureOptions}. */
export const MEASURE_OPTIONS = {
  ...NC1_OPTIONS,
  classifier: classifierOption,
  complexities: later<ArrayLike<number>>(),
  featureRank: boolean,
  perClass: boolean,
  perPair: boolean,
};

/** The conventions of a call, the defaults filled in. */
export function conventionsOf(options: BetweenClassOptions): Required<BetweenClassOptions> {
  const { globalMean = 'sample', classWeights = 'class' } = options;
  return { globalMean, classWeights };
}
