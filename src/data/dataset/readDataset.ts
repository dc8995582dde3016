import { describe, refuse } from '../../input/checks.js';
import { readLabelArray } from '../../input/labels.js';
import { readNumbers } from '../../input/numbers.js';
import { callback, classCount, sizes, strings } from '../../input/options.js';
import type { ImageDataset, Normalisation } from './types.js';

const FIELDS = ['size', 'labels', 'classes', 'shape', 'normalisation', 'read'] as const;

/** Sets that were found to be whole. They are passed again and again, and have many labels. */
const whole = new WeakSet<object>();

/** Reads a data set that is an argument, and checks that its parts fit together and that all labels are classes. */
export function readDataset(value: unknown, argument = 'data'): ImageDataset {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Promise) {
    const remedy =
      value instanceof Promise ? 'Wait for it with await.' : 'Pass the part `train` or `test` of what readMnist gives.';
    refuse(argument, 'a data set of images', describe(value), remedy);
  }
  if (whole.has(value)) return value as ImageDataset;
  const given = value as Record<string, unknown>;
  const missing = FIELDS.find((key) => given[key] === undefined);
  if (missing) {
    const bare = 'images' in given ? 'Pass imageDataset({ images, labels, ... }), which makes one.' : `Add ${missing}.`;
    const remedy = 'train' in given ? 'Pass its part `train` or `test`.' : bare;
    refuse(argument, `an object of ${FIELDS.join(', ')}`, `one without ${missing}`, remedy);
  }
  callback()(`${argument}.read`, given.read);
  const shape = readShape(`${argument}.shape`, given.shape);
  const classes = classCount()(`${argument}.classes`, given.classes);
  const labels = readDatasetLabels(given.labels, classes, `${argument}.labels`);
  const other = Array.prototype.findIndex.call(given.labels, (label: unknown) => typeof label !== 'number');
  if (other >= 0) {
    const got = `${describe((given.labels as ArrayLike<unknown>)[other])} at index ${other}`;
    refuse(`${argument}.labels`, 'an array of numbers', got, `Pass Array.from(labels, Number).`);
  }
  if (given.size !== labels.length) {
    const got = `${describe(given.size)} and ${labels.length} labels`;
    refuse(`${argument}.size`, 'the number of labels', got, 'Give every image one label.');
  }
  readNormalisation(given.normalisation, shape[2], `${argument}.normalisation`);
  readClassNames(given.classNames, classes, `${argument}.classNames`);
  whole.add(value);
  return value as ImageDataset;
}

/** Height, width and channels of an image. */
export const readShape = sizes<[number, number, number]>(
  (length) => length === 3,
  '[height, width, channels]',
  'Grey images have one channel.',
);

/** Labels as they are kept. */
export type KeptLabels = Uint8Array | Uint16Array | Int32Array;

/** The labels of a data set, each of which is a class. Bytes and the like are returned as they are. */
export function readDatasetLabels(value: unknown, classes: number, name = 'data.labels'): KeptLabels {
  const kept = value instanceof Uint8Array || value instanceof Uint16Array || value instanceof Int32Array;
  if (value instanceof Uint8Array && classes > 256) {
    const remedy = 'Larger labels were lost in it: make an Int32Array of the labels as they were.';
    refuse(name, `of a type that holds ${classes - 1}`, 'a Uint8Array', remedy);
  }
  const length = (value as ArrayLike<unknown> | null)?.length;
  if (length === 0) refuse(name, 'of one example at least', 'none', 'A set without examples can be left out.');
  const n = typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : 1;
  const { labels } = readLabelArray(value, { n, classes, name });
  return kept ? value : labels;
}

/** Mean and deviation of each channel, of the size that values in [0, 1] have. */
export function readNormalisation(value: unknown, channels: number, argument: string): Normalisation {
  if (typeof value !== 'object' || value === null) {
    refuse(argument, 'an object { mean, std }', describe(value), 'Pass, say, { mean: [0.5], std: [0.25] }.');
  }
  const { mean, std } = value as Normalisation;
  const read = {
    mean: readChannels(`${argument}.mean`, mean, channels),
    std: readChannels(`${argument}.std`, std, channels),
  };
  const flat = read.std.findIndex((deviation) => !(deviation > 0));
  if (flat >= 0) {
    const remedy = 'Pass 1 for a channel of one value.';
    refuse(`${argument}.std`, 'above 0', `${read.std[flat]} for channel ${flat}`, remedy);
  }
  return read;
}

/** The names of classes, each different from the others. */
export function readClassNames(value: unknown, classes: number, argument: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const names = strings(argument, value);
  if (names.length !== classes) {
    refuse(argument, `of length ${classes}, one name a class`, `${names.length}`, 'Leave it out if names are unknown.');
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) refuse(argument, 'of different names', `${describe(twice)} twice`, 'Name each class once.');
  return names;
}

/** One number for each channel, of the size that values in [0, 1] have. */
function readChannels(argument: string, value: unknown, channels: number): number[] {
  const numbers = Array.from(readNumbers(argument, value));
  if (numbers.length !== channels) {
    refuse(argument, `of length ${channels}, one number a channel`, `${numbers.length}`, 'Look at data.shape.');
  }
  const beyond = numbers.find((number) => Math.abs(number) > 1);
  if (beyond !== undefined) refuse(argument, 'of pixels in [0, 1]', `${beyond}`, 'Divide by 255.');
  return numbers;
}
