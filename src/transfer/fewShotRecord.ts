import type { EpisodeOptions } from './episodeOptions.js';
import type { ChosenHead } from './headOptions.js';
import { intervalOf } from './intervalOf.js';
import { overEpisodes } from './overEpisodes.js';

/** The accuracy on the queries of one class. */
export interface ClassAccuracy {
  /** The class, as the labels name it. */
  readonly class: number;
  /** The share of its queries that were classified as it. */
  readonly accuracy: number;
  /** The number of its queries, those that came again in another episode included. */
  readonly queries: number;
}

/** Few-shot accuracy with its error, as plain data. */
export interface FewShotAccuracy {
  /** The mean accuracy over episodes, from 0 to 1. */
  readonly accuracy: number;
  /** The standard error of `accuracy` over episodes. It is null for a single one, which shows no spread. */
  readonly standardError: number | null;
  /**
   * The 95% interval of the mean over all episodes that could be drawn from these examples, within 0 and 1. It is
   * that of Korn and Graubard: the exact interval of a share, of as many independent queries as have this standard
   * error, with Student's t for the number of episodes.
   */
  readonly interval: readonly [number, number];
  /** The accuracy of a random choice, 1 / ways. */
  readonly chance: number;
  /** The class with the lowest accuracy. */
  readonly worstClass: ClassAccuracy;
  /** The accuracy of each class that occurred in an episode, in the order of the classes. */
  readonly perClass: readonly ClassAccuracy[];
  /** The accuracy of each episode. */
  readonly perEpisode: readonly number[];
  /** What was measured: the options with their defaults, and the number of classes in place of `'all'`. */
  readonly options: UsedFewShotOptions;
}

/** The options that a {@link FewShotAccuracy} was measured with. */
export interface UsedFewShotOptions extends Readonly<Required<EpisodeOptions>> {
  /** The number of classes of an episode. */
  readonly ways: number;
  /** The head with its number. */
  readonly head: ChosenHead;
  /** Whether rows were divided by their length. */
  readonly normalise: 'none' | 'unit';
  /** Whether a point was subtracted from the features first. */
  readonly centred: boolean;
}

/** What is counted over episodes. */
export interface Tally {
  readonly perEpisode: number[];
  /** Queries of each class that were right, [C]. */
  readonly right: Float64Array;
  /** Queries of each class, [C]. */
  readonly asked: Float64Array;
}

/** The record of all episodes. */
export function recordOf({ perEpisode, right, asked }: Tally, options: UsedFewShotOptions): FewShotAccuracy {
  const perClass: ClassAccuracy[] = [];
  for (let c = 0; c < asked.length; c++) {
    if (asked[c] > 0) perClass.push({ class: c, accuracy: right[c] / asked[c], queries: asked[c] });
  }
  const worstClass = perClass.reduce((worst, each) => (each.accuracy < worst.accuracy ? each : worst));
  const { mean: accuracy, standardError } = overEpisodes(perEpisode);
  const interval = intervalOf(accuracy, standardError, perEpisode.length, options.ways * options.queries);
  return { accuracy, standardError, interval, chance: 1 / options.ways, worstClass, perClass, perEpisode, options };
}
