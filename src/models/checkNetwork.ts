import { checkNumber, refuse } from '../input/checks.js';
import { classCount, integer, type Read, sizes } from '../input/options.js';

/** Readers of the options that all builders take. */
export const NETWORK_OPTIONS = { classes: classCount(), seed: integer(0) };

/** Reads the shape of an image. */
export const imageShape = sizes<[number, number, number]>(
  (length) => length === 3,
  '[height, width, channels]',
  'A batch dimension is not part of it; grey images have one channel.',
);

/** A width above which a layer has more weights than there is memory for. */
const MOST_WIDTH = 10;

/** Reads a width. One that leaves the first block, of 64 channels at width 1, without a channel is refused. */
export const width: Read<number> = (argument, value) => {
  const read = checkNumber(argument, value);
  if (read > MOST_WIDTH) refuse(argument, `at most ${MOST_WIDTH}`, String(value), 'Pass 1 for the original network.');
  if (Math.round(64 * read) >= 1) return read;
  return refuse(argument, 'at least 1 / 64, for one channel', String(value), 'Pass, say, width: 0.125.');
};

/** The largest number of weights in one layer, 1 GB. More are a slip in a size. */
export const MOST_WEIGHTS = 2 ** 28;

/** Refuses dense layers, with these numbers of units one after the other, that no memory holds. None is made before. */
export function refuseHugeLayers(units: readonly number[]): void {
  const at = units.findIndex((each, i) => i > 0 && each * units[i - 1] > MOST_WEIGHTS);
  if (at < 0) return;
  const remedy = 'Look at inputShape, classes and the hidden layers.';
  refuse('options', `of layers of at most ${MOST_WEIGHTS} weights`, `one of ${units[at - 1]} x ${units[at]}`, remedy);
}
