import { readLabelArray } from '../input/labels.js';
import { readList } from '../input/numbers.js';
import { readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { drawEpisodes, type Episode, prepareDraws } from './drawEpisodes.js';
import { EPISODE_OPTIONS, type EpisodeOptions } from './episodeOptions.js';

/**
 * Draws few-shot problems from labelled examples, for a classifier of one's own; {@link fewShotAccuracy} draws the same
 * ones. Each has `ways` classes, and of each class `shots` examples to learn from and `queries` others to classify.
 *
 * @remarks Positions are drawn independently in each class, and no query is among the support. With one seed, episodes
 * of other numbers of shots have the same classes and the same queries, and their support begins with the same
 * examples, so that their accuracies can be compared in pairs. The first episodes are the same whatever their number.
 *
 * @param labels Whole numbers 0 .. C - 1 in an array of length n, such as the labels of an image data set. Every class
 * needs an example. {@link indexLabels} numbers labels of any other kind.
 * @returns An iterable, which draws the episodes anew, and the same, each time it is iterated.
 * @throws InputError for labels that are no such numbers, for more ways than classes, and for a class of fewer than
 * shots + queries examples.
 * @example
 * const [first] = episodes([0, 0, 0, 1, 1, 1], { ways: 2, shots: 1, queries: 2 });
 * first.support.length; // 2
 * first.queries.length; // 4
 */
export function episodes(labels: ArrayLike<number>, options: EpisodeOptions = {}): Iterable<Episode> {
  return publicCall('episodes', () => {
    const given = readOptions(options, EPISODE_OPTIONS);
    const n = readList('labels', labels, 'an array of whole numbers').length;
    const read = readLabelArray(labels, { n, everyClass: true });
    const draws = prepareDraws(read.labels, read.classes, given);
    return { [Symbol.iterator]: () => drawEpisodes(draws) };
  });
}
