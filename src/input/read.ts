/**
 * Brings features, labels and weights from a backend to the host once, checked, as plain typed arrays.
 */
import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from './checks.js';

/** Class labels as whole numbers 0 .. C - 1: a rank-1 tensor or any array of numbers, one entry per example. */
export type Labels = Tensor | ArrayLike<number>;

/** The sizes of features [n, ...], read as n rows of d = product of the other dimensions; refuses an empty batch. */
export function featureShape(features: Tensor): { n: number; d: number } {
  if (!isTensor(features)) {
    refuse('features', 'a tensor of shape [n, d]', describe(features), 'Wrap arrays in tf.tensor2d(values).');
  }
  const [n, ...rest] = features.shape;
  const d = rest.reduce((product, size) => product * size, 1);
  if (rest.length === 0 || n === 0 || d === 0) {
    const remedy = n === 0 || d === 0 ? 'Skip empty batches.' : 'Reshape it with tf.reshape(features, [n, d]).';
    refuse('features', 'a tensor of shape [n, d] with n, d >= 1', describe(features), remedy);
  }
  return { n, d };
}

/** Refuses features of which one value is NaN or infinite, and says where. */
export function refuseNonFinite(value: number, row: number, column: number): never {
  const remedy = 'Look for a diverged loss or a division by zero upstream.';
  return refuse('features', 'finite', `${value} at row ${row}, column ${column}`, remedy);
}

/** Reads labels as whole numbers in 0 .. C - 1 and settles C: the `classes` option, else the largest label plus one. */
export async function readLabels(
  labels: Labels,
  n: number,
  classes?: number,
): Promise<{ labels: Int32Array; classes: number }> {
  const remedyOneHot = 'For one-hot labels pass tf.argMax(labels, -1).';
  if (isTensor(labels) && labels.rank !== 1) {
    refuse('labels', 'a rank-1 tensor or an array of whole numbers', describe(labels), remedyOneHot);
  }
  const given = isTensor(labels) ? await labels.data() : labels;
  if (given === null || typeof given !== 'object' || typeof given.length !== 'number') {
    refuse('labels', 'a rank-1 tensor or an array of whole numbers', describe(given), remedyOneHot);
  }
  if (given.length !== n) {
    refuse('labels', `of length ${n}, one per row of features`, `length ${given.length}`, remedyOneHot);
  }
  const read = new Int32Array(n);
  let largest = -1;
  for (let i = 0; i < n; i++) {
    const label = given[i];
    if (!Number.isInteger(label) || label < 0 || label >= (classes ?? 2 ** 31 - 1)) {
      const range = classes === undefined ? 'whole numbers from 0' : `whole numbers from 0 to ${classes - 1}`;
      const remedy = 'Number the classes 0 .. C - 1 (labels 1 .. C, -1 for "none" and fractions are not accepted).';
      refuse('labels', range, `${typeof label === 'number' ? label : describe(label)} at index ${i}`, remedy);
    }
    read[i] = label;
    if (label > largest) largest = label;
  }
  return { labels: read, classes: classes ?? largest + 1 };
}

/** Index of the first NaN or infinite value, or -1. */
export function firstNonFinite(values: ArrayLike<number>): number {
  // A running sum of x - x is 0 while every x is finite and NaN ever after: one branch for the whole array.
  let poison = 0;
  for (let i = 0; i < values.length; i++) poison += values[i] - values[i];
  if (poison === 0) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** The values of the float32 tensors that `work` makes, in a tidy. */
export async function readAll(work: () => Tensor[]): Promise<Float32Array[]> {
  const tensors = tidy(work);
  try {
    return (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
  } finally {
    dispose(tensors);
  }
}
