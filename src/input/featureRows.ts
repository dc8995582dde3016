import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from './checks.js';
import { featureShape } from './features.js';
import { firstNonFinite, refuseNonFinite } from './finite.js';
import { type Labels, type LabelsFor, type ReadLabels, readLabels } from './labels.js';
import { readList } from './numbers.js';

/**
 * Features of n examples: a tensor [n, d] or [n, ...], which is read as n rows; a flat row-major Float32Array or
 * Float64Array of n d values, where n is the number of labels; or an array of n rows of d numbers each.
 */
export type Features = Tensor | Float32Array | Float64Array | ArrayLike<ArrayLike<number>>;

/** Labelled features on the host. All values are finite. */
export interface FeatureRows extends ReadLabels {
  /** The features [n, d], row-major. Those of a typed array are the caller's own, and are not to be changed. */
  readonly values: Float32Array | Float64Array | Int32Array;
  readonly n: number;
  readonly d: number;
}

const EXPECTED = 'a tensor of shape [n, d], a Float32Array or Float64Array of n d values, or an array of n rows';

/** Reads labelled features to the host. Only a tensor needs a backend. */
export async function readFeatureRows(
  features: unknown,
  labels: Labels,
  fit: Pick<LabelsFor, 'classes' | 'everyClass'> = {},
): Promise<FeatureRows> {
  if (isTensor(features)) {
    const { n, d } = featureShape(features);
    const read = await readLabels(labels, { ...fit, n, features: features.shape });
    return { ...read, n, d, values: checked((await features.data()) as Float32Array | Int32Array, d) };
  }
  if (features instanceof Float32Array || features instanceof Float64Array) {
    const n = countOf(labels);
    const read = await readLabels(labels, { ...fit, n });
    if (features.length === 0 || features.length % n !== 0) {
      const remedy = 'Pass the rows one after the other, d values each, with one label for each row.';
      refuse('features', `of n d values for n = ${n} labels`, describe(features), remedy);
    }
    const d = features.length / n;
    return { ...read, n, d, values: checked(features, d) };
  }
  const { values, n, d } = readRows(features);
  return { ...(await readLabels(labels, { ...fit, n })), n, d, values: checked(values, d) };
}

/** The number of labels, which tells that of the rows of flat features. */
function countOf(labels: unknown): number {
  const n = isTensor(labels) ? (labels.shape[0] ?? 0) : readList('labels', labels, 'an array of whole numbers').length;
  return n > 0 ? n : refuse('labels', 'of length n >= 1', describe(labels), 'Pass one label for each row of features.');
}

/** Copies an array of rows. */
function readRows(features: unknown): { values: Float64Array; n: number; d: number } {
  const rows = readList('features', features, EXPECTED);
  const n = rows.length;
  const first = rows[0];
  if (typeof first === 'number') {
    const remedy = 'Pass Float64Array.from(features) if it holds n d values row by row, or an array of rows.';
    refuse('features', EXPECTED, `${describe(features)} of numbers`, remedy);
  }
  if (n === 0) refuse('features', EXPECTED, describe(features), 'Skip empty batches.');
  const d = lengthOf(first, 0);
  if (d === 0) refuse('features', 'rows of d >= 1 values', 'an empty row at row 0', 'Skip empty batches.');
  const values = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const length = lengthOf(rows[i], i);
    if (length !== d) {
      refuse('features', `rows of ${d} values like the first`, `${length} at row ${i}`, 'Make all rows as long.');
    }
    const row = rows[i] as ArrayLike<unknown>;
    for (let j = 0; j < d; j++) {
      const value = row[j];
      if (typeof value !== 'number') {
        const remedy = 'Pass rows of numbers.';
        refuse('features', 'rows of numbers', `${describe(value)} at row ${i}, column ${j}`, remedy);
      }
      values[i * d + j] = value;
    }
  }
  return { values, n, d };
}

function lengthOf(row: unknown, at: number): number {
  if (isTensor(row)) refuse('features', EXPECTED, `${describe(row)} at row ${at}`, 'Pass tf.stack(features).');
  const isRow = Array.isArray(row) || (ArrayBuffer.isView(row) && 'length' in row);
  return isRow
    ? (row as ArrayLike<unknown>).length
    : refuse('features', EXPECTED, `${describe(row)} at row ${at}`, 'Pass one array of numbers for each example.');
}

function checked<V extends ArrayLike<number>>(values: V, d: number): V {
  const bad = firstNonFinite(values);
  return bad < 0 ? values : refuseNonFinite(values[bad], Math.floor(bad / d), bad % d);
}
