import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as geocollapse from 'geocollapse';
import { classStatistics, neuralCollapse, neuralCollapseFromStatistics, neuralCollapseOfBatches } from 'geocollapse';
import { beforeAll, expect, expectTypeOf, it } from 'vitest';
import { expectClose } from '../support/close.js';

beforeAll(() => tf.setBackend('cpu'));

const features = () => tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]);
const labels = [0, 0, 1, 1];
const classifier = () => ({ weights: tf.tensor2d([[-1, 1]]), bias: tf.tensor1d([0, 0]) });

it('a record has for certain, in its type too, what examples, a classifier and a request make sure of', async () => {
  const plain = await neuralCollapse(features(), labels);
  expectTypeOf(plain.nearestClassMeanAccuracy).toEqualTypeOf<number>();
  expectTypeOf(plain.nc4).toEqualTypeOf<number | undefined>();

  const asked = { classifier: classifier(), complexities: [1, 2], perClass: true, perPair: true } as const;
  for (const record of [
    await neuralCollapse(features(), labels, asked),
    await neuralCollapseOfBatches([{ features: features(), labels }], asked),
  ]) {
    expectTypeOf(record.nc4).toEqualTypeOf<number>();
    expectTypeOf(record.biasCollapse).toEqualTypeOf<number>();
    expectTypeOf(record.classifierAccuracy).toEqualTypeOf<number>();
    expectTypeOf(record.poincareRatio).toEqualTypeOf<number>();
    expectTypeOf(record.nc3).toEqualTypeOf<number | undefined>(); // a classifier of zeros has none
    expect([record.nc4, record.biasCollapse, record.classifierAccuracy, record.poincareRatio]).toEqual([0, 0, 1, 0.25]);
    expect(record.perClass.variances).toEqual([0.25, 0.25]);
    expect(record.perPair.squaredDistances).toEqual([0, 4, 4, 0]);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  }

  const ofStatistics = await neuralCollapseFromStatistics(await classStatistics(features(), labels), asked);
  expectTypeOf(ofStatistics.biasCollapse).toEqualTypeOf<number>();
  expectTypeOf(ofStatistics.nc4).toEqualTypeOf<number | undefined>();
});

it('a misspelt option is an error of types too, though the type of the options is inferred', async () => {
  // @ts-expect-error: it is perClass
  await expect(neuralCollapse(features(), labels, { perClass: true, perPairs: true })).rejects.toThrow("'perPair'");
});

/** A row of the table of docs/measures.md, by the names of its columns. */
interface TableRow {
  key: string;
  alone: string;
  atCollapse: string;
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const table: TableRow[] = read('docs/measures.md')
  .split('\n')
  .filter((line) => /^\| \[?`/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter((cells) => cells.length === 8)
  .map(([, key, alone, , , atCollapse]) => ({ key: key.match(/`([\w.]+)`/)![1], alone, atCollapse }));

const exported: Record<string, unknown> = { ...geocollapse };

/** The keys of NeuralCollapse in the order of the type, each with its comment in one line. */
const documented = [
  ...read('src/collapse/record.ts')
    .split('export interface NeuralCollapse {')[1]
    .split('\n}')[0]
    .matchAll(/\/\*\*(.*?)\*\/\s*readonly (\w+)/gs),
].map(([, comment, key]) => ({ key, comment: comment.replace(/\s*\n\s*\*\s*/g, ' ').trim() }));

it('every key of a record has a row in the table of docs/measures.md, in the order of the type', () => {
  const keys = table.map(({ key }) => key.split('.')[0]).filter((key, i, all) => key !== all[i - 1]);
  expect(documented.length).toBeGreaterThan(25);
  expect(keys).toEqual(documented.map(({ key }) => key));
});

it.each(documented)(
  'the comment of $key is a sentence, and links to the function that the table names, or says there is none',
  ({ key, comment }) => {
    expect(comment).toMatch(/^[A-Z].*\.$/);
    const { alone } = table.find((row) => row.key.split('.')[0] === key)!;
    const linked = comment.match(/\{@link (\w+)\}/)?.[1];
    if (!linked) {
      expect(comment).toMatch(/only in this record/);
      expect(alone).toBe('only in the record');
    } else if (linked === 'ClassStatistics') expect(alone).toBe('`classStatistics`');
    else {
      expect(typeof exported[linked]).toBe('function');
      expect(alone).toContain(`\`${linked}\``);
    }
  },
);

it('at perfect collapse a record has the values that the table says', async () => {
  const classes = 4;
  const value: Record<string, number> = {
    '0': 0,
    '1': 1,
    'C - 1': classes - 1,
    '-0.5 log(2C / (C - 1))': -0.5 * Math.log((2 * classes) / (classes - 1)),
  };
  const simplex = Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes }, (_, j) => (i === j ? 0.75 : -0.25)),
  );
  const record = await neuralCollapse(tf.tensor2d([...simplex, ...simplex]), [0, 1, 2, 3, 0, 1, 2, 3], {
    classifier: { weights: tf.tensor2d(simplex) },
    complexities: [1, 1, 1, 1],
    featureRank: true,
  });
  let compared = 0;
  for (const { key, atCollapse } of table) {
    if (atCollapse === '' || atCollapse === 'any') continue;
    const [name, inner] = key.split('.') as [keyof typeof record, string | undefined];
    const whole = record[name];
    const found = inner ? [(whole as unknown as Record<string, number>)[inner]] : Object.values(Object(whole));
    for (const number of typeof whole === 'number' ? [whole] : found) {
      expectClose(number as number, value[atCollapse], 1e-6, 1e-6);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(25);
});
