import type { ImageDataset } from '../data/dataset/types.js';
import { describe, refuse } from '../input/checks.js';
import { abortSignal, callback, integer, later, oneOf, type Read, readOptions, seed, sizes } from '../input/options.js';
import { EPISODE_OPTIONS, type EpisodeOptions } from './episodeOptions.js';
import { type ChosenHead, type Head, headOption } from './headOptions.js';

/** Options of {@link transferReport}. */
export interface TransferReportOptions extends Omit<EpisodeOptions, 'shots' | 'seed'> {
  /** The numbers of support examples of each class, each of which gives an accuracy. The default is [1, 5, 10]. */
  shots?: readonly number[];
  /** What classifies the queries, one after the other. The default is `['nearestMean', 'ridge']`. */
  heads?: readonly Head[];
  /** Whether the mean of the source's features is subtracted before episodes. The default is `'none'`. */
  centre?: 'none' | 'source';
  /** Whether each row of an episode is divided by its Euclidean length. The default is `'none'`. */
  normalise?: 'none' | 'unit';
  /**
   * The number of training examples of the source that are measured, as many of each class. The default is about 1,024,
   * but at least 16 of each class, as far as every class has so many.
   */
  sourceExamples?: number;
  /** Other examples of the source's classes, all of which are measured. They may collapse less than in training. */
  sourceTest?: ImageDataset;
  /**
   * What is done where a class of the target has the name of one of the source. The default is to refuse, since
   * accuracy on a class that was trained on is no transfer. Sets without names are not compared.
   */
  sharedClasses?: 'refuse' | 'report';
  /** The number of probes of each example for geometric complexity. The default is 1. */
  probes?: number;
  /** The number of examples that go through the embedding at a time. The default is 64. */
  batchSize?: number;
  /** The seed of the choice of examples, of the probes and of the episodes. The default is 0. */
  seed?: number;
  /** A signal that ends the call early. The call then throws the signal's reason, and leaves no tensor behind. */
  signal?: AbortSignal;
  /** Called now and then with what is being measured, and how far that has come. */
  onProgress?: (progress: TransferProgress) => void;
}

/** How far a report has come. */
export interface TransferProgress {
  /** What is being measured. */
  readonly stage: 'complexity' | 'features' | 'collapse' | 'accuracy';
  /** How much of the stage is done, in examples or episodes. */
  readonly done: number;
  /** How much there is to do in the stage, in the same unit. */
  readonly total: number;
}

const heads: Read<readonly ChosenHead[]> = (argument, value) => {
  if (!Array.isArray(value) || value.length === 0) {
    refuse(argument, 'an array of heads', describe(value), `Pass, say, ${argument}: ['nearestMean'].`);
  }
  return Array.from(value, (each, i) => headOption(`${argument}[${i}]`, each)); // holes are read, too
};

const shots: Read<readonly number[]> = (argument, value) => {
  const read = sizes<number[]>((length) => length > 0, 'an array of numbers of shots', 'Pass, say, [1, 5].');
  const numbers = read(argument, value);
  const twice = numbers.find((number, i) => numbers.indexOf(number) < i);
  if (twice !== undefined) refuse(argument, 'of different numbers', `${twice} twice`, 'Name each once.');
  return [...numbers];
};

const READERS = {
  ways: EPISODE_OPTIONS.ways,
  queries: integer(1),
  episodes: integer(1),
  shots,
  heads,
  centre: oneOf('none', 'source'),
  normalise: oneOf('none', 'unit'),
  sourceExamples: integer(1),
  sourceTest: later<ImageDataset>(),
  sharedClasses: oneOf('refuse', 'report'),
  probes: integer(1),
  batchSize: integer(1),
  seed,
  signal: abortSignal,
  onProgress: callback<(progress: TransferProgress) => void>(),
};

/** The options of a report, with their defaults. */
export function readTransferOptions(options: TransferReportOptions) {
  const {
    ways = 5,
    queries = 15,
    episodes = 600,
    shots = [1, 5, 10],
    heads = [{ kind: 'nearestMean' }, { kind: 'ridge', alpha: 1 }] as const,
    centre = 'none',
    normalise = 'none',
    sharedClasses = 'refuse',
    probes = 1,
    batchSize = 64,
    seed = 0,
    ...others
  } = readOptions(options, READERS);
  return {
    ways,
    queries,
    episodes,
    shots,
    heads,
    centre,
    normalise,
    sharedClasses,
    probes,
    batchSize,
    seed,
    ...others,
  };
}

/** What {@link readTransferOptions} returns. */
export type ChosenTransferOptions = ReturnType<typeof readTransferOptions>;
