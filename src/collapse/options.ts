import { boolean, later } from '../input/options.js';
import type { BetweenClassOptions } from '../statistics/value/means.js';
import { type Classifier, classifierOption } from './classifier.js';
import { NC1_OPTIONS, type Nc1Options } from './means/meanSpan.js';

/** Options of every call that returns a {@link NeuralCollapse}. */
export interface MeasureOptions extends Nc1Options {
  /** The linear layer after the embedding. NC3, NC4, UNC3, bias collapse and the NC2 of the classifier need it. */
  classifier?: Classifier;
  /** Geometric complexity of each class, length C. Geometric collapse and the Poincare ratio need it. */
  complexities?: ArrayLike<number>;
  /**
   * Whether `rankMe` and `numericalRank` are added, which take a d x d eigenproblem: {@link featureRank}. The default
   * is false.
   */
  featureRank?: boolean;
  /** Whether the measures of each class are added. The default is false. */
  perClass?: boolean;
  /** Whether the measures of each pair of classes are added, which take 24 to 40 bytes a pair. The default is false. */
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
