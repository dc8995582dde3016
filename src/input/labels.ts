import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from './checks.js';
import { arrangementOf } from './labelShapes.js';
import { readList } from './numbers.js';
import { ignored, refuseEmptyClass, refuseLabel } from './refuseLabel.js';

/**
 * Class labels as whole numbers 0 .. C - 1, one for each example: a tensor [n] or [n, 1], or any array of numbers, of
 * bigints, or of arrays of one number.
 */
export type Labels = Tensor | ArrayLike<number> | ArrayLike<bigint> | ArrayLike<readonly number[]>;

/** What labels have to fit. */
export interface LabelsFor {
  /** The number of examples. */
  n: number;
  /** The shape of the features, for the remedy for labels of tokens. */
  features?: readonly number[];
  /** The number of classes C, where it was given. */
  classes?: number;
  /** Whether every class must have an example. */
  everyClass?: boolean;
  /** The name of the argument. */
  name?: string;
}

/** Labels in the form that is computed with. */
export interface ReadLabels {
  labels: Int32Array;
  classes: number;
}

/**
 * The largest number of classes that labels alone may tell of, where there are fewer examples. Larger labels are ids,
 * and tables of C rows would take gigabytes.
 */
const MOST_UNTOLD = 4096;

/** Reads labels from a tensor or an array. C is what was given, or else the largest label plus one. */
export async function readLabels(labels: unknown, { name = 'labels', ...fit }: LabelsFor): Promise<ReadLabels> {
  if (!isTensor(labels)) return readLabelArray(labels, { name, ...fit });
  if (labels.isDisposed)
    refuse(name, 'a tensor that is not disposed', describe(labels), 'Dispose of it after the call.');
  if (labels.dtype === 'string') {
    const remedy = `Number them: indexLabels(await ${name}.data()).labels.`;
    refuse(name, 'whole numbers', describe(labels), remedy);
  }
  if (labels.dtype !== 'int32' && labels.dtype !== 'float32') {
    refuse(name, 'whole numbers', describe(labels), `Pass tf.cast(${name}, 'int32').`);
  }
  const values = await labels.data();
  const { n } = fit;
  if (labels.rank !== 1 && !(labels.shape[0] === n && labels.size === n)) {
    const remedy = arrangementOf(values as Float32Array, labels.shape, {
      name,
      n,
      features: fit.features,
      tensors: true,
    });
    refuse(name, `of shape [${n}], one per row of features`, describe(labels), remedy);
  }
  return settle(values as Float32Array, { name, ...fit });
}

/** Reads labels from an array, as {@link readLabels} does. */
export function readLabelArray(labels: unknown, { name = 'labels', ...fit }: LabelsFor): ReadLabels {
  const list = readList(name, labels, 'a rank-1 tensor or an array of whole numbers');
  const { n } = fit;
  const first = list[0];
  if (typeof first === 'object' && first !== null && 'length' in first) {
    return settle(flattened(list as ArrayLike<ArrayLike<unknown>>, { name, ...fit }), { name, ...fit });
  }
  if (list.length !== n) {
    const remedy = 'Pass one label for each example, in the same order.';
    refuse(name, `of length ${n}, one per row of features`, `length ${list.length}`, remedy);
  }
  return settle(list, { name, ...fit });
}

/** The numbers of an array of arrays of one. Other arrays of arrays are refused with what they seem to be. */
function flattened(rows: ArrayLike<ArrayLike<unknown>>, { name = 'labels', n, features }: LabelsFor): unknown[] {
  const width = rows[0].length;
  const flat: unknown[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (typeof row !== 'object' || row === null || row.length !== width) {
      refuse(name, 'one whole number per example', `${describe(row)} at index ${i}`, 'Pass an array of numbers.');
    }
    for (let j = 0; j < width; j++) flat.push(row[j]);
  }
  if (width === 1 && rows.length === n) return flat;
  const remedy = arrangementOf(flat, [rows.length, width], { name, n, features, tensors: false });
  return refuse(name, `of length ${n}, one per row of features`, `${rows.length} arrays of ${width}`, remedy);
}

/** Checks each label, and C against the number of examples before anything of size C is made. */
function settle(values: ArrayLike<unknown>, { name = 'labels', n, classes, everyClass }: LabelsFor): ReadLabels {
  const labels = new Int32Array(n);
  let largest = -1;
  for (let i = 0; i < n; i++) {
    const value = values[i];
    const label = typeof value === 'bigint' ? Number(value) : value;
    if (!Number.isInteger(label) || (label as number) < 0 || (label as number) >= (classes ?? 2 ** 31)) {
      refuseLabel(name, value, i, classes);
    }
    labels[i] = label as number;
    if (labels[i] > largest) largest = labels[i];
  }
  const count = classes ?? largest + 1;
  if (everyClass) refuseEmptyClass(name, labels, count, largest);
  else if (classes === undefined && largest >= Math.max(n, MOST_UNTOLD)) {
    const number = `Number the classes that occur with indexLabels(${name}).labels`;
    const remedy = `${ignored(largest)}${number}, or pass { classes: ${largest + 1} } if there are that many.`;
    refuse(name, `below ${Math.max(n, MOST_UNTOLD)} for ${n} examples`, `${largest}`, remedy);
  }
  return { labels, classes: count };
}
