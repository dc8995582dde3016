import { checkNumber, refuse } from '../input/checks.js';
import { classCount, integer, type Read, sizes } from '../input/options.js';

/** Readers of what all builders take. */
export const NETWORK_OPTIONS = { classes: classCount(), seed: integer(0) };

/** Reads the shape of an image. */
export const imageShape = sizes<[number, number, number]>(
  (length) => length === 3,
  '[height, width, channels]',
  'A batch dimension is not part of it; grey images have one channel.',
);

/** Reads a width, and refuses one that leaves the first block, of 64 channels at width 1, without a channel. */
export const width: Read<number> = (argument, value) => {
  const read = checkNumber(argument, value);
  if (Math.round(64 * read) >= 1) return read;
  return refuse(argument, 'at least 1 / 64, for one channel', String(value), 'Pass, say, width: 0.125.');
};
