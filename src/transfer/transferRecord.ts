import type { NeuralCollapse } from '../collapse/record.js';
import type { ComplexityOfBatches } from '../geometry/complexityOfBatches.js';
import type { NearestMeanBounds } from './bounds/record.js';
import type { EpisodeCollapse } from './collapsePerEpisode.js';
import type { FewShotAccuracy } from './fewShotRecord.js';
import type { ChosenHead } from './headOptions.js';

/** What a source network has learnt and what it promises for classes that it has not seen, as plain data. */
export interface TransferReport {
  /** The training examples of the source. */
  readonly source: SourceReport;
  /** Other examples of the source's classes. It is there where they were passed. */
  readonly sourceTest?: PartReport;
  /** The classes that are transferred to. */
  readonly target: TargetReport;
  /** The names of classes that source and target share. It is empty where one of the two has no names. */
  readonly sharedClasses: readonly string[];
  /** The options that were in force, the defaults filled in. */
  readonly options: UsedTransferOptions;
}

/** Some examples, and the collapse of their features. */
export interface PartReport {
  /** The number of examples that were measured. */
  readonly examples: number;
  /** The names of the classes, in the order of their numbers, where the data set has them. */
  readonly classNames?: readonly string[];
  /** Every measure of collapse, class by class as well. Those of the classifier are there where one was passed. */
  readonly collapse: NeuralCollapse;
  /** The error of nearest class means, and what the spread of the classes promises for it. */
  readonly nearestMean: NearestMeanReport;
}

/** The error of the classifier that takes the nearest class mean, beside its bounds. */
export interface NearestMeanReport {
  /** The error on the same examples that the means are of: the mean over classes of the share that is wrong. */
  readonly error: number;
  /** Upper bounds on that error. The certificates are bounds on the error of {@link TargetReport.fewShotOfAll}. */
  readonly bounds: NearestMeanBounds;
}

/** The training examples of the source that were measured. */
export interface SourceReport extends PartReport {
  /** The geometric complexity of the embedding over these examples, in (feature unit / input unit)^2. */
  readonly complexity: SourceComplexity;
}

/** Geometric complexity with its error, and class by class. */
export type SourceComplexity = Required<
  Omit<ComplexityOfBatches, 'perExample' | 'state'> // which grow with the number of examples
>;

/** The classes that are transferred to. */
export interface TargetReport extends PartReport {
  /** Collapse within the episodes: of the few classes, and of the few examples, that a problem has. */
  readonly perEpisode: EpisodeCollapse;
  /** Few-shot accuracy, head by head, and for each number of shots. The episodes are the same for all. */
  readonly fewShot: readonly FewShotSummary[];
  /**
   * The accuracy of nearest mean among all classes at once, for each number of shots. The certificates of `nearestMean`
   * are bounds on its error.
   */
  readonly fewShotOfAll: readonly FewShotSummary[];
}

/** Few-shot accuracy without that of each episode. */
export type FewShotSummary = Omit<FewShotAccuracy, 'perEpisode'>;

/** The options that a {@link TransferReport} was measured with. */
export interface UsedTransferOptions {
  /** The number of classes of an episode. */
  readonly ways: number;
  /** The numbers of support examples of each class. */
  readonly shots: readonly number[];
  /** The number of queries of each class. */
  readonly queries: number;
  /** The number of episodes. */
  readonly episodes: number;
  /** The heads, with their numbers. */
  readonly heads: readonly ChosenHead[];
  /** Whether the mean of the source's features was subtracted before episodes. */
  readonly centre: 'none' | 'source';
  /** Whether each row of an episode was divided by its length. */
  readonly normalise: 'none' | 'unit';
  /** The number of training examples of the source that were chosen. */
  readonly sourceExamples: number;
  /** The number of probes of each example for geometric complexity. */
  readonly probes: number;
  /** The number of examples that went through the embedding at a time. */
  readonly batchSize: number;
  /** The seed of all random choices. */
  readonly seed: number;
}
