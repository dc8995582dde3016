import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { readFeatureRows } from '../../src/input/featureRows.js';
import { refusal } from '../support/refusal.js';

const ROWS = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const LABELS = [0, 1, 1];

describe('features', () => {
  it('are the same rows as a tensor of any rank, a flat typed array, an array of arrays, or one of typed arrays', async () => {
    const tensors = [tf.tensor2d(ROWS), tf.tensor3d(ROWS.flat(), [3, 1, 2]), tf.tensor2d(ROWS, [3, 2], 'int32')];
    const forms = [...tensors, Float32Array.from(ROWS.flat()), Float64Array.from(ROWS.flat()), ROWS];
    for (const form of [...forms, ROWS.map((row) => Float32Array.from(row)), ROWS.map((row) => Uint8Array.from(row))]) {
      const { values, n, d, labels, classes } = await readFeatureRows(form, LABELS);
      expect([Array.from(values), n, d, Array.from(labels), classes]).toEqual([ROWS.flat(), 3, 2, LABELS, 2]);
    }
    tf.dispose(tensors);
  });

  it('are not copied where they are a typed array, and keep all digits of float64', async () => {
    const values = Float64Array.of(0.1, 0.2, 1e300);
    expect((await readFeatureRows(values, LABELS)).values).toBe(values);
  });

  it('are counted by labels in a tensor, too', async () => {
    const labels = tf.tensor1d(LABELS, 'int32');
    expect((await readFeatureRows(Float32Array.from(ROWS.flat()), labels)).d).toBe(2);
    labels.dispose();
  });

  it.each([
    ['values that the labels do not divide', () => [new Float32Array(7), LABELS], 'n d values for n = 3 labels'],
    ['no values', () => [new Float32Array(0), LABELS], 'n d values'],
    ['no rows', () => [[], []], 'array of n rows'],
    ['no labels', () => [new Float32Array(4), []], 'length n >= 1'],
    ['a flat array of numbers', () => [[1, 2, 3], LABELS], 'Float64Array.from(features)'],
    ['bytes', () => [new Uint8Array(6), LABELS], 'Float64Array.from(features)'],
    ['an empty row', () => [[[], [], []], LABELS], 'd >= 1'],
    ['ragged rows', () => [[[1, 2], [3], [4, 5]], LABELS], '1 at row 1'],
    ['a hole', () => [[[1, 2], undefined, [4, 5]], LABELS], 'undefined at row 1'],
    ['rows of text', () => [['ab', 'cd', 'ef'], LABELS], '"ab" at row 0'],
    [
      'text in a row',
      () => [
        [
          [1, 2],
          [3, '4'],
          [4, 5],
        ],
        LABELS,
      ],
      '"4" at row 1, column 1',
    ],
    ['rows of bigints', () => [[[1n], [2n], [3n]], LABELS], '1 at row 0, column 0'],
    [
      'NaN',
      () => [
        [
          [1, 2],
          [3, Number.NaN],
          [4, 5],
        ],
        LABELS,
      ],
      'NaN at row 1, column 1',
    ],
    ['Infinity in a typed array', () => [Float32Array.of(1, 2, Infinity), LABELS], 'Infinity at row 2, column 0'],
    ['fewer labels than rows', () => [ROWS, [0, 1]], 'length 3'],
    ['a promise', () => [Promise.resolve(ROWS), LABELS], 'await'],
    ['a DataView', () => [new DataView(new ArrayBuffer(24)), LABELS], 'array of n rows'],
    ['nothing', () => [undefined, LABELS], 'array of n rows'],
  ])('are refused where they are %s', async (_, make, words) => {
    const [features, labels] = make() as [unknown, number[]];
    const error = await refusal(() => readFeatureRows(features, labels));
    expect(error.message).toContain(words);
  });

  it('are refused where rows are tensors, with the call that joins them', async () => {
    const rows = ROWS.map((row) => tf.tensor1d(row));
    expect((await refusal(() => readFeatureRows(rows, LABELS))).remedy).toContain('tf.stack');
    tf.dispose(rows);
  });
});
