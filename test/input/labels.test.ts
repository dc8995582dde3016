import * as tf from '@tensorflow/tfjs-core';
import {
  classComplexities,
  classStatistics,
  geometricComplexityOfBatches,
  indexLabels,
  type Labels,
  neuralCollapse,
} from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';
import '../support/backends.js';
import { refusal } from '../support/refusal.js';

const ROWS = [
  [0, 0],
  [2, 0],
  [5, 5],
  [7, 5],
  [0, 9],
  [2, 9],
];
let features: tf.Tensor2D;
beforeAll(async () => {
  await tf.setBackend('cpu');
  features = tf.tensor2d(ROWS);
});

const counts = async (labels: unknown) => (await neuralCollapse(features, labels as Labels)).counts;
const refusalOf = async (labels: unknown, rows: tf.Tensor = features) => {
  const error = await refusal(() => neuralCollapse(rows, labels as Labels));
  expect(error.argument).toBe('labels');
  return error;
};

describe('labels are taken', () => {
  it.each<[string, () => unknown]>([
    ['a column [n, 1]', () => tf.tensor2d([[0], [0], [1], [1], [2], [2]], [6, 1], 'int32')],
    ['a column [n, 1, 1]', () => tf.tensor([0, 0, 1, 1, 2, 2], [6, 1, 1])],
    ['whole float32', () => tf.tensor1d([0, 0, 1, 1, 2, 2])],
    ['a column of arrays', () => [[0], [0], [1], [1], [2], [2]]],
    ['a column of typed arrays', () => [0, 0, 1, 1, 2, 2].map((c) => Uint8Array.of(c))],
    ['a BigInt64Array', () => BigInt64Array.of(0n, 0n, 1n, 1n, 2n, 2n)],
    ['a BigUint64Array', () => BigUint64Array.of(0n, 0n, 1n, 1n, 2n, 2n)],
    ['bigints', () => [0n, 0n, 1n, 1n, 2n, 2n]],
    ['any typed array', () => Uint16Array.of(0, 0, 1, 1, 2, 2)],
    ['an object with a length', () => ({ length: 6, 0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 5: 2 })],
  ])('from %s', async (_, make) => {
    expect(await counts(make())).toEqual([2, 2, 2]);
  });

  it('of one example, where a row is a column', async () => {
    const one = tf.tensor2d([[1, 2]]);
    expect((await classStatistics(one, tf.tensor2d([[2]]))).counts).toEqual(Float64Array.of(0, 0, 1));
  });

  it('by the complexity of a data set and of classes', async () => {
    const y = BigInt64Array.of(0n, 0n, 1n, 1n, 2n, 2n);
    const { perClass } = await geometricComplexityOfBatches((x) => tf.mul(x, 2), [{ x: features, y }], {
      estimator: 'exact',
    });
    expect(perClass).toEqual([8, 8, 8]);
    expect(classComplexities([1, 3, 5], BigInt64Array.of(0n, 0n, 1n) as never)).toEqual(Float64Array.of(2, 5));
  });
});

describe('labels are refused with a remedy that helps', () => {
  it('one-hot tensors: argMax', async () => {
    const hot = tf.oneHot([0, 0, 1, 1, 2, 2], 3);
    expect((await refusalOf(hot)).remedy).toBe('For one-hot labels pass tf.argMax(labels, -1).');
    expect(await counts(tf.argMax(hot, -1))).toEqual([2, 2, 2]);
    const soft = tf.softmax(tf.mul(tf.cast(hot, 'float32'), 3));
    expect((await refusalOf(soft)).remedy).toContain('tf.argMax(labels, -1)');
  });

  it('one-hot arrays: argMax of the tensor', async () => {
    const hot = [0, 0, 1, 1, 2, 2].map((c) => [0, 1, 2].map((k) => (k === c ? 1 : 0)));
    expect((await refusalOf(hot)).remedy).toBe('For one-hot labels pass tf.argMax(tf.tensor2d(labels), -1).');
    expect(await counts(tf.argMax(tf.tensor2d(hot), -1))).toEqual([2, 2, 2]);
  });

  it('a row [1, n]: reshape, and never argMax, which would be one class', async () => {
    const row = tf.tensor2d([[0, 0, 1, 1, 2, 2]]);
    expect((await refusalOf(row)).remedy).toBe('Pass tf.reshape(labels, [6]).');
    expect(await counts(tf.reshape(row, [6]))).toEqual([2, 2, 2]);
    expect((await refusalOf([[0, 0, 1, 1, 2, 2]])).remedy).toBe('Pass labels.flat().');
  });

  it('a label at each place of features [n, s, d]: reshape both', async () => {
    const tokens = tf.tensor(
      [...Array(24).keys()].map((i) => Math.sin(i)),
      [4, 3, 2],
    );
    const tags = tf.tensor2d([0, 2, 1, 2, 0, 1, 1, 1, 2, 0, 1, 2], [4, 3], 'int32');
    const { remedy } = await refusalOf(tags, tokens);
    expect(remedy).toBe('For a label at each place pass tf.reshape(features, [12, 2]) and tf.reshape(labels, [12]).');
    expect((await neuralCollapse(tf.reshape(tokens, [12, 2]), tf.reshape(tags, [12]))).counts).toEqual([3, 5, 4]);
    const nested = (await tags.array()) as number[][];
    expect((await refusalOf(nested, tokens)).remedy).toContain('labels.flat()');
  });

  it.each<[string, () => unknown]>([
    ['strings', () => ['0', '0', '1', '1', '2', '2']],
    ['booleans', () => [true, true, false, false, true, false]],
    ['ids of 4 digits', () => [1001, 1001, 7529, 7529, 42, 42]],
    ['ids of 7 digits', () => [2014110, 2014110, 2015020, 2015020, 7, 7]],
    ['ids of 31 bits', () => [2 ** 31 - 1, 2 ** 31 - 1, 5, 5, 7, 7]],
    ['ids of 40 bits', () => [2 ** 40, 2 ** 40, 5, 5, 7, 7]],
    ['hashes as bigints', () => BigUint64Array.of(2n ** 63n, 2n ** 63n, 5n, 5n, 7n, 7n)],
    ['fractions', () => [0.5, 0.5, 1, 1, 2.5, 2.5]],
    ['labels 1 .. C', () => [1, 1, 2, 2, 3, 3]],
  ])('%s: indexLabels', async (_, make) => {
    const started = performance.now();
    expect((await refusalOf(make())).remedy).toContain('indexLabels(labels).labels');
    expect(performance.now() - started).toBeLessThan(1000);
    const { labels, classes } = indexLabels(make() as string[]);
    expect(await counts(labels)).toEqual(classes === 3 ? [2, 2, 2] : [3, 3]);
  });

  it('string and bool tensors', async () => {
    const words = tf.tensor1d(['a', 'a', 'b', 'b', 'c', 'c']);
    expect((await refusalOf(words)).remedy).toContain('indexLabels(await labels.data()).labels');
    expect(await counts(indexLabels((await words.data()) as unknown as string[]).labels)).toEqual([2, 2, 2]);
    const truth = tf.tensor1d([0, 0, 1, 1, 0, 1], 'bool');
    expect((await refusalOf(truth)).remedy).toContain("tf.cast(labels, 'int32')");
    expect(await counts(tf.cast(truth, 'int32'))).toEqual([3, 3]);
  });

  it.each([
    ['-1', Int32Array.of(0, 0, 1, 1, -1, -1)],
    ['255', Uint8Array.of(0, 0, 1, 1, 255, 255)],
    ['65535', Uint16Array.of(0, 0, 1, 1, 65535, 65535)],
    ['NaN', Float32Array.of(0, 0, 1, 1, Number.NaN, Number.NaN)],
  ])('%s for "no label": leave those rows out', async (_, labels) => {
    expect((await refusalOf(labels)).remedy).toMatch(/leave (those rows|out examples)/i);
    const kept = [...labels.keys()].filter((i) => labels[i] >= 0 && labels[i] < 255);
    const some = tf.gather(features, kept);
    expect(
      (
        await neuralCollapse(
          some,
          kept.map((i) => labels[i]),
        )
      ).counts,
    ).toEqual([2, 2]);
  });

  it('255 beside many examples is told as well, where its class number would pass', async () => {
    const many = Uint8Array.from({ length: 600 }, (_, i) => (i % 50 === 0 ? 255 : i % 4));
    const rows = tf.tensor2d(
      Float32Array.from({ length: 1200 }, (_, i) => Math.sin(i)),
      [600, 2],
    );
    expect((await refusalOf(many, rows)).remedy).toContain('If 255 means no label');
  });

  it.each<[string, unknown, string]>([
    ['a promise', Promise.resolve([0]), 'Wait for it with await.'],
    ['a Set', new Set([0, 1]), 'Pass Array.from(labels).'],
    ['a typed array out of JSON', JSON.parse(JSON.stringify(Uint8Array.of(0, 0, 1, 1, 2, 2))), 'Object.values(labels)'],
    ['a string', '001122', 'an array'],
    ['null', null, 'Pass an array'],
    ['tensors', () => [0, 0, 1, 1, 2, 2].map((c) => tf.scalar(c)), 'tf.stack(labels)'],
    ['too many', [0, 0, 1, 1, 2, 2, 2], 'one label for each example'],
    ['holes', new Array(6), 'Leave out examples without a label'],
    ['a huge length', { length: 2 ** 40 }, 'Pass an array'],
  ])('%s', async (_, labels, remedy) => {
    const made = typeof labels === 'function' ? labels() : labels;
    expect((await refusalOf(made)).remedy).toContain(remedy);
  });
});

it('a batch may lack classes, but ids are refused before a table is made for them', async () => {
  expect((await classStatistics(features, [0, 0, 3, 3, 999, 999])).classes).toBe(1000);
  const ids = classStatistics(features, [2014110, 2014110, 2015020, 2015020, 7, 7]);
  await expect(ids).rejects.toThrow(/labels must be below 4096 for 6 examples, got 2015020. Number .* indexLabels/);
  const told = classStatistics(features, [5000, 0, 0, 0, 0, 0]);
  await expect(told).rejects.toThrow('pass { classes: 5001 }');
  expect((await classStatistics(features, [5000, 0, 0, 0, 0, 0], { classes: 5001 })).classes).toBe(5001);
});

it('features of whole numbers are features; truth, text and complex numbers are refused with what makes numbers of them', async () => {
  const labels = [0, 0, 1, 1, 2, 2];
  const int = await classStatistics(tf.tensor2d(ROWS, [6, 2], 'int32'), labels);
  expect(int).toEqual(await classStatistics(features, labels));
  const complex = tf.complex(features, features);
  await expect(classStatistics(complex, labels)).rejects.toThrow(
    /features must be of dtype float32 or int32, got a complex64 tensor of shape \[6,2\]. Pass tf.concat/,
  );
  expect((await classStatistics(tf.concat([tf.real(complex), tf.imag(complex)], -1), labels)).dimension).toBe(4);
  await expect(classStatistics(tf.cast(features, 'bool'), labels)).rejects.toThrow("tf.cast(features, 'float32')");
  await expect(classStatistics(tf.fill([6, 2], 'a', 'string') as never, labels)).rejects.toThrow(
    'of dtype float32 or int32',
  );
  const gone = features.clone();
  gone.dispose();
  await expect(classStatistics(gone, labels)).rejects.toThrow('that is disposed of');
});
