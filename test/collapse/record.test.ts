import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, neuralCollapse, neuralCollapseFromStatistics, neuralCollapseOfBatches } from 'geocollapse';
import { beforeAll, expect, expectTypeOf, it } from 'vitest';

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
