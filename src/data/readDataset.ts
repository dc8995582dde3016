import { describe, refuse } from '../input/checks.js';
import { readLabelArray } from '../input/labels.js';
import { readNumbers } from '../input/numbers.js';
import { classCount, isPlainObject, sizes } from '../input/options.js';
import type { ImageDataset } from './imageDataset.js';

const FIELDS = ['images', 'labels', 'shape', 'classes', 'mean', 'std'] as const;
const shapeOf = sizes<[number, number, number]>(
  (length) => length === 3,
  '[height, width, channels]',
  'Grey images have one channel.',
);

/**
 * Reads a data set that is an argument, and checks that its parts fit together. {@link readDatasetLabels} looks at the
 * labels one by one.
 */
export function readDataset(value: unknown): ImageDataset {
  if (!isPlainObject(value)) {
    const remedy =
      value instanceof Promise ? 'Wait for it with await.' : 'Pass the part `train` or `test` of what readMnist gives.';
    refuse('data', 'a data set of images', describe(value), remedy);
  }
  const missing = FIELDS.find((key) => value[key] === undefined);
  if (missing) {
    const remedy = 'train' in value ? 'Pass its part `train` or `test`.' : `Add ${missing}.`;
    refuse('data', `an object of ${FIELDS.join(', ')}`, `one without ${missing}`, remedy);
  }
  const shape = shapeOf('data.shape', value.shape);
  const classes = classCount()('data.classes', value.classes);
  const labels = readDatasetLabels(value.labels, classes, { shallow: true });
  const images = readImages(value.images, labels.length, shape);
  const mean = readChannels('data.mean', value.mean, shape[2]);
  const std = readChannels('data.std', value.std, shape[2]);
  const flat = std.findIndex((deviation) => !(deviation > 0));
  if (flat >= 0) {
    refuse('data.std', 'above 0', `${std[flat]} for channel ${flat}`, 'Pass 1 for a channel of one value.');
  }
  return { images, labels, shape, classes, mean, std };
}

/** Does what {@link readDataset} does, and looks at the labels one by one as well. */
export function readLabelledDataset(value: unknown): ImageDataset {
  const data = readDataset(value);
  return { ...data, labels: readDatasetLabels(data.labels, data.classes) };
}

/** The labels of a data set. With `shallow` only their kind is checked, for calls that look at a few of them anyway. */
export function readDatasetLabels(value: unknown, classes: number, { shallow = false } = {}): ImageDataset['labels'] {
  const kept = value instanceof Uint8Array || value instanceof Uint16Array || value instanceof Int32Array;
  if (value instanceof Uint8Array && classes > 256) {
    const remedy = 'Larger labels were lost in it: make an Int32Array of the labels as they were.';
    refuse('data.labels', `of a type that holds ${classes - 1}`, 'a Uint8Array', remedy);
  }
  if (kept && shallow && value.length > 0) return value;
  const length = (value as ArrayLike<unknown> | null)?.length;
  const n = typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : 1;
  const { labels } = readLabelArray(value, { n, classes, name: 'data.labels' });
  return kept ? value : labels;
}

function readImages(value: unknown, n: number, shape: readonly number[]): Uint8Array {
  if (!(value instanceof Uint8Array || value instanceof Uint8ClampedArray)) {
    const numbers = typeof value === 'object' && value !== null && 'length' in value;
    const remedy = numbers
      ? 'Pixels are bytes: Uint8Array.from(images, (v) => 255 * v) of values in [0, 1], ' +
        'Uint8Array.from(images) of 0 .. 255.'
      : 'Pass the pixels of all images one after the other.';
    refuse('data.images', 'a Uint8Array of pixels 0 .. 255', describe(value), remedy);
  }
  const size = n * shape[0] * shape[1] * shape[2];
  if (value.length !== size) {
    const remedy = 'Look whether data.shape is right, and whether images and labels are of the same set.';
    refuse('data.images', `of length ${size}, ${n} labels times [${shape}]`, `${value.length}`, remedy);
  }
  return value instanceof Uint8Array ? value : new Uint8Array(value.buffer, value.byteOffset, value.length);
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
