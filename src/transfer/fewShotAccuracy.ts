import { refuse } from '../input/checks.js';
import { type Features, readFeatureRows } from '../input/featureRows.js';
import type { Labels } from '../input/labels.js';
import { readNumbers } from '../input/numbers.js';
import { abortSignal, callback, later, oneOf, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { turns } from '../input/turns.js';
import { countRight } from './countRight.js';
import { drawEpisodes, prepareDraws } from './drawEpisodes.js';
import { EPISODE_OPTIONS, type EpisodeOptions } from './episodeOptions.js';
import { type FewShotAccuracy, recordOf, type Tally } from './fewShotRecord.js';
import { type ChosenHead, type Head, headOption } from './headOptions.js';
import { logistic } from './heads/logistic.js';
import { nearestMean } from './heads/nearestMean.js';
import { ridge } from './heads/ridge.js';
import { gatherTask, LEAST, MOST, type RowSource, type Task } from './heads/task.js';

/** Options of {@link fewShotAccuracy}. */
export interface FewShotOptions extends EpisodeOptions {
  /** What classifies the queries. The default is `'nearestMean'`. */
  head?: Head;
  /** A point that is subtracted from all features first, length d, such as the mean of the source's features. */
  centre?: ArrayLike<number>;
  /** Whether each row is divided by its Euclidean length, after `centre` is subtracted. The default is `'none'`. */
  normalise?: 'none' | 'unit';
  /** A signal that ends the call early. The call then throws the signal's reason. */
  signal?: AbortSignal;
  /** Called after each episode with the number of episodes that are done. */
  onProgress?: (episodes: number) => void;
}

const OPTIONS = {
  ...EPISODE_OPTIONS,
  head: headOption,
  centre: later<ArrayLike<number>>(),
  normalise: oneOf('none', 'unit'),
  signal: abortSignal,
  onProgress: callback<(episodes: number) => void>(),
};

/**
 * Measures how well classes can be told apart by features that were not trained on them, from a few examples of each:
 * the accuracy over many small problems, each of a few classes, with its error.
 *
 * @remarks Everything is float64 on the host, and rows are centred before they are multiplied. A query that k classes
 * claim with equal scores, its own among them, counts as 1/k: what a random choice among them gets on average.
 *
 * @param features A tensor [n, d] or [n, ...], a flat Float32Array or Float64Array of n d values, or an array of n
 * rows. Only a tensor needs a backend.
 * @param labels Whole numbers 0 .. C - 1, length n. Every class needs `shots + queries` examples.
 * @returns The accuracy with its error, that of each class, and the options that it was measured with.
 * @throws InputError for features or labels that cannot be measured, and for a class with too few examples.
 * @example
 * const features = [[0], [1], [2], [10], [11], [12]];
 * const r = await fewShotAccuracy(features, [0, 0, 0, 1, 1, 1], { ways: 2, shots: 1, queries: 2, episodes: 10 });
 * r.accuracy; // 1
 * r.chance;   // 0.5
 * @see Galanti, Gyorgy and Hutter, "On the role of neural collapse in transfer learning", 2022
 */
export async function fewShotAccuracy(
  features: Features,
  labels: Labels,
  options: FewShotOptions = {},
): Promise<FewShotAccuracy> {
  return publicCall('fewShotAccuracy', async () => {
    const given = readOptions(options, OPTIONS);
    const { head = { kind: 'nearestMean' } as const, normalise = 'none', signal, onProgress } = given;
    const turn = turns(signal);
    await turn();
    const rows = await readFeatureRows(features, labels, { everyClass: true });
    const draws = prepareDraws(rows.labels, rows.classes, given);
    const { ways, shots, queries, episodes, seed } = draws;
    const source = sourceOf(rows, given.centre, normalise);
    const tally: Tally = {
      perEpisode: [],
      right: new Float64Array(rows.classes),
      asked: new Float64Array(rows.classes),
    };
    for (const episode of drawEpisodes(draws)) {
      await turn();
      const right = countRight(scoresOf(head, gatherTask(source, episode, draws)), ways);
      for (let c = 0; c < ways; c++) {
        tally.right[episode.classes[c]] += right[c];
        tally.asked[episode.classes[c]] += queries;
      }
      tally.perEpisode.push(right.reduce((sum, each) => sum + each, 0) / (ways * queries));
      onProgress?.(tally.perEpisode.length);
    }
    const centred = given.centre !== undefined;
    return recordOf(tally, { ways, shots, queries, episodes, seed, head, normalise, centred });
  });
}

function scoresOf(head: ChosenHead, task: Task): Float64Array {
  if (head.kind === 'ridge') return ridge(task, head.alpha);
  return head.kind === 'logistic' ? logistic(task, head.l2) : nearestMean(task);
}

function sourceOf(
  { values, n, d }: { values: ArrayLike<number>; n: number; d: number },
  given: ArrayLike<number> | undefined,
  normalise: 'none' | 'unit',
): RowSource {
  const centre = given === undefined ? undefined : readNumbers('centre', given, d, 'numbers');
  const factors = normalise === 'unit' ? new Float64Array(n) : undefined;
  for (let i = 0; i < n; i++) {
    let [largest, squares] = [0, 0];
    for (let j = 0; j < d; j++) {
      const value = Math.abs(values[i * d + j] - (centre ? centre[j] : 0));
      if (value > largest) largest = value;
      squares += value * value;
    }
    if (largest > MOST) {
      const got = `${largest.toPrecision(2)} at row ${i}${centre ? ' after centre is subtracted' : ''}`;
      refuse('features', `of values up to ${MOST.toPrecision(1)}`, got, 'Divide them by a constant.');
    }
    if (!factors) continue;
    if (largest < LEAST) {
      const got = `${largest === 0 ? 'zeros' : largest} at row ${i}${centre ? ' after centre is subtracted' : ''}`;
      refuse('features', "rows that are not 0, for normalise: 'unit'", got, 'Leave it out with its label.');
    }
    factors[i] = 1 / Math.sqrt(squares);
  }
  return { values, d, centre, factors };
}
