import * as tf from '@tensorflow/tfjs-core';
import {
  betweenClassCovariance,
  type ClassStatistics,
  cdnv,
  cdnvPerPair,
  centredClassMeans,
  classStatistics,
  classStatisticsFromBytes,
  classStatisticsToBytes,
  emptyClassStatistics,
  exampleCount,
  featureRank,
  geometricCollapse,
  globalMean,
  InputError,
  mergeClassStatistics,
  nc1,
  nc1TraceRatio,
  neuralCollapseFromStatistics,
  poincareRatio,
  totalCovariance,
  withinClassCovariance,
} from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';
import '../support/backends.js';
import { mixture } from '../support/mixture.js';

/** Every public function that takes statistics. */
const FUNCTIONS: Record<string, (s: ClassStatistics) => unknown> = {
  exampleCount,
  globalMean: (s) => globalMean(s),
  centredClassMeans: (s) => centredClassMeans(s),
  withinClassCovariance,
  betweenClassCovariance: (s) => betweenClassCovariance(s),
  totalCovariance,
  mergeClassStatistics: (s) => mergeClassStatistics(s, s),
  classStatisticsToBytes,
  cdnv,
  cdnvPerPair,
  nc1: (s) => nc1(s),
  nc1TraceRatio: (s) => nc1TraceRatio(s),
  featureRank: (s) => featureRank(s),
  neuralCollapseFromStatistics: (s) => neuralCollapseFromStatistics(s),
  geometricCollapse: (statistics) => geometricCollapse({ complexities: [1, 2, 3], statistics }),
  poincareRatio: (statistics) => poincareRatio({ complexities: [1, 2, 3], statistics }),
};
/** Those that look at counts and means alone. */
const OF_MEANS = ['exampleCount', 'globalMean', 'centredClassMeans'];

let s: ClassStatistics;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const { features, labels } = mixture({ counts: [5, 3, 4], d: 4, seed: 1, offset: 10 });
  s = await classStatistics(features, labels, { scatter: 'exact' });
});

describe('statistics out of JSON', () => {
  it.each(Object.keys(FUNCTIONS))('%s reads them, and gives the same', async (name) => {
    const expected = await FUNCTIONS[name](s);
    const keyed = JSON.parse(JSON.stringify(s));
    expect(keyed.counts).toEqual({ 0: 5, 1: 3, 2: 4 }); // what JSON makes of a Float64Array
    expect(await FUNCTIONS[name](keyed)).toEqual(expected);
    const listed = JSON.parse(
      JSON.stringify(s, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as never) : value)),
    );
    expect(await FUNCTIONS[name](listed)).toEqual(expected);
  });

  it('may be of nothing, or without a scatter', async () => {
    const nothing = JSON.parse(JSON.stringify(emptyClassStatistics()));
    expect(mergeClassStatistics(nothing, s)).toEqual(s);
    const { withinClassScatter: _, ...plain } = s;
    expect(cdnv(JSON.parse(JSON.stringify({ ...plain, withinClassScatter: null })))).toBe(cdnv(s));
  });
});

describe('statistics that no examples have are refused by every function', () => {
  const bad: [string, string, (s: ClassStatistics) => unknown][] = [
    ['a NaN mean', 'means', ({ means }) => ({ means: means.with(2, Number.NaN) })],
    ['an infinite mean', 'means', ({ means }) => ({ means: means.with(0, Infinity) })],
    [
      'means out of JSON with null',
      'means',
      ({ means }) => ({ means: JSON.parse(JSON.stringify([...means.with(1, Number.NaN)])) }),
    ],
    ['a negative count', 'counts', ({ counts }) => ({ counts: counts.with(1, -3) })],
    ['a count that is no whole number', 'counts', ({ counts }) => ({ counts: counts.with(1, 2.5) })],
    ['more classes than counts', 'counts', () => ({ classes: 4 })],
    ['fewer classes than counts', 'counts', () => ({ classes: 2 })],
    ['another dimension', 'means', () => ({ dimension: 5 })],
    ['a huge dimension', 'means', () => ({ dimension: 2 ** 31 - 1 })],
    ['classes as text', 'classes', () => ({ classes: '3' })],
    [
      'a short scatter',
      'withinClassScatter',
      ({ withinClassScatter }) => ({ withinClassScatter: withinClassScatter!.slice(1) }),
    ],
    [
      'a scatter that is shifted by a value',
      'withinClassScatter',
      ({ withinClassScatter: w }) => ({ withinClassScatter: Float64Array.from(w!, (_, i) => w![(i + 1) % w!.length]) }),
    ],
    [
      'a scatter of other features',
      'withinClassScatter',
      ({ withinClassScatter: w }) => ({ withinClassScatter: w!.map((v) => 4 * v) }),
    ],
    [
      'a NaN in the scatter',
      'withinClassScatter',
      ({ withinClassScatter: w }) => ({ withinClassScatter: w!.with(3, Number.NaN) }),
    ],
    [
      'negative squared deviations',
      'squaredDeviations',
      ({ squaredDeviations: q }) => ({ squaredDeviations: q.with(0, -1) }),
    ],
    ['no squared deviations', 'squaredDeviations', () => ({ squaredDeviations: undefined })],
  ];
  it.each(bad)('%s', async (_, field, change) => {
    for (const [name, call] of Object.entries(FUNCTIONS)) {
      const seen = !OF_MEANS.includes(name) || ['counts', 'means', 'classes', 'dimension'].includes(field);
      if (!seen) continue;
      const damaged = { ...s, ...(change(s) as object) } as ClassStatistics;
      const error = await Promise.resolve()
        .then(() => call(damaged))
        .then(
          () => 'no error',
          (thrown: unknown) => thrown,
        );
      expect(error, name).toBeInstanceOf(InputError);
      expect((error as InputError).message).toMatch(new RegExp(`^${name}: (statistics|a).${field} must be `));
    }
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 3],
    ['a promise', Promise.resolve()],
    ['an empty object', {}],
    ['an array', [1]],
    ['a tensor', 'tensor'],
  ])('%s', async (_, value) => {
    for (const [name, call] of Object.entries(FUNCTIONS)) {
      const given = (value === 'tensor' ? tf.scalar(1) : value) as ClassStatistics;
      await expect(
        Promise.resolve().then(() => call(given)),
        name,
      ).rejects.toThrow(`${name}: `);
      await expect(
        Promise.resolve().then(() => call(given)),
        name,
      ).rejects.toThrow('must be class statistics');
    }
  });

  it('deviations of a class without examples', () => {
    const empty = { ...s, counts: s.counts.with(2, 0) };
    expect(() => mergeClassStatistics(empty, s)).toThrow(
      /a.squaredDeviations must be .* got .* for class 2 of 0 examples/,
    );
  });
});

it('bytes with a right checksum and values that no examples have are refused', async () => {
  const bytes = classStatisticsToBytes(s);
  const view = new DataView(bytes.buffer);
  view.setFloat64(24, -5, true); // N_0
  view.setUint32(20, crc(bytes), true);
  expect(() => classStatisticsFromBytes(bytes)).toThrow(
    'classStatisticsFromBytes: bytes.counts must be whole numbers from 0, got -5 for class 0',
  );
});

/** CRC-32 of all bytes but those of the checksum, bit by bit. */
function crc(bytes: Uint8Array): number {
  let value = -1;
  for (const [i, byte] of bytes.entries()) {
    if (i >= 20 && i < 24) continue;
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}
