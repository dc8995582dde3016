import { checkInteger, describe, refuse } from '../input/checks.js';
import { integer, type Read, seed } from '../input/options.js';

/** Options of {@link episodes}. */
export interface EpisodeOptions {
  /** The number of classes of an episode, N, or `'all'` for every class in each. The default is 5. */
  ways?: number | 'all';
  /** The number of support examples of each class, K. The default is 5. */
  shots?: number;
  /** The number of queries of each class, Q. The default is 15. */
  queries?: number;
  /** The number of episodes. The default is 600. */
  episodes?: number;
  /** The seed of the choice of classes and examples. The default is 0. */
  seed?: number;
}

/** Options of {@link episodes} with the defaults filled in, and the number of classes in place of `'all'`. */
export type ChosenEpisodes = Required<EpisodeOptions> & { ways: number };

const ways: Read<number | 'all'> = (argument, value) => {
  if (value === 'all') return value;
  if (typeof value === 'string') refuse(argument, "a number of classes or 'all'", describe(value), "Pass ways: 'all'.");
  return checkInteger(argument, value, 2);
};

/** Readers of {@link EpisodeOptions}. */
export const EPISODE_OPTIONS = { ways, shots: integer(1), queries: integer(1), episodes: integer(1), seed };
