import { refuse } from '../input/checks.js';
import { choose, seededRandom } from '../numeric/random.js';
import type { EpisodeOptions } from './episodeOptions.js';

/** One few-shot problem: which examples are learnt from, and which are then classified. */
export interface Episode {
  /** The N classes of the episode, in random order. */
  readonly classes: Int32Array;
  /** The indices of the support examples [N K], class by class: the class of the i-th is `classes[floor(i / K)]`. */
  readonly support: Int32Array;
  /** The indices of the queries [N Q], class by class: the class of the i-th is `classes[floor(i / Q)]`. */
  readonly queries: Int32Array;
}

/** What episodes are drawn from, and how. */
export interface Draws extends Required<EpisodeOptions> {
  readonly ways: number;
  /** The indices of the examples of each class. */
  readonly members: readonly Int32Array[];
}

/** Checks that the classes have enough examples, and sorts the examples by class. */
export function prepareDraws(labels: Int32Array, classes: number, options: EpisodeOptions): Draws {
  const { ways: asked = 5, shots = 5, queries = 15, episodes = 600, seed = 0 } = options;
  const ways = asked === 'all' ? classes : asked;
  if (ways > classes) {
    refuse('ways', `at most the ${classes} classes of the labels`, String(ways), "Lower ways, or pass ways: 'all'.");
  }
  if (ways < 2) refuse('labels', 'of at least two classes', String(classes), 'One class is always told right.');
  const members = byClass(labels, classes);
  const poor = members.findIndex((each) => each.length < shots + queries);
  if (poor >= 0) {
    const have = members[poor].length;
    const expected = `of at least shots + queries = ${shots} + ${queries} examples of each class`;
    const most = have < 2 ? 'Leave the class out' : `Lower shots or queries to ${have} in all, or leave the class out`;
    refuse('labels', expected, `${have} of class ${poor}`, `${most}.`);
  }
  return { ways, shots, queries, episodes, seed, members };
}

function byClass(labels: Int32Array, classes: number): Int32Array[] {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  const members = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let i = 0; i < labels.length; i++) members[labels[i]][counts[labels[i]]++] = i;
  return members;
}

/**
 * Draws episodes one after the other. Each class of each has a stream of random numbers of its own, so that the queries
 * are the same whatever the number of shots, and the first shots are the same whatever their number.
 */
export function* drawEpisodes({ ways, shots, queries, episodes, seed, members }: Draws): Generator<Episode> {
  const seeds = seededRandom(seed);
  const next = () => seededRandom(seeds.below(2 ** 53));
  for (let e = 0; e < episodes; e++) {
    const classes = choose(ways, members.length, next());
    const episode = { classes, support: new Int32Array(ways * shots), queries: new Int32Array(ways * queries) };
    for (let c = 0; c < ways; c++) {
      const examples = members[classes[c]];
      const drawn = choose(queries + shots, examples.length, next()).map((at) => examples[at]);
      episode.queries.set(drawn.subarray(0, queries), c * queries);
      episode.support.set(drawn.subarray(queries), c * shots);
    }
    yield episode;
  }
}
