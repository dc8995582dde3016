/** The contract over class statistics and what is made of them: one row of laws for each, and each law is tested. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import * as statistics from 'geocollapse/statistics';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { type ExactInput, exactInput, KINDS, perfectCollapse, tensorsOf } from '../support/exactInput.js';
import { expectLaws, type Values, valuesOf } from '../support/expectLaws.js';
import { isNoLaw, type Laws, MOVES } from '../support/laws.js';

type ClassStatistics = statistics.ClassStatistics;

/** Of float64 sums: 2^-52 of features at an offset of 2^13, relative to distances of size 1. */
const sums = { rounding: [2 ** -38] } as const;
const still = { per: 'whole', rotation: 'same', offset: 'same', scale: 0, spread: 0, copies: 0, ...sums } as const;
const matrix = { ...still, rotation: 'matrix', scale: 2 } as const;
const total = { why: 'Only its part within classes shrinks.' };

const FIELDS: Record<Exclude<keyof ClassStatistics, 'float32Scatter'>, Laws> = {
  classes: still,
  dimension: still,
  counts: { ...still, per: 'class', copies: 1 },
  means: { ...still, per: 'class', rotation: 'rows', offset: 'rows', scale: 1 },
  squaredDeviations: { ...still, per: 'class', scale: 2, spread: 2, copies: 1 },
  withinClassScatter: { ...matrix, spread: 2, copies: 1 },
};
const FUNCTIONS: Record<string, Laws & { of: (s: ClassStatistics) => number | Float64Array }> = {
  exampleCount: { of: statistics.exampleCount, ...still, copies: 1 },
  globalMean: { of: (s) => statistics.globalMean(s), ...still, rotation: 'rows', offset: 'rows', scale: 1 },
  centredClassMeans: {
    of: (s) => statistics.centredClassMeans(s),
    ...still,
    per: 'class',
    rotation: 'rows',
    scale: 1,
  },
  withinClassCovariance: { of: statistics.withinClassCovariance, ...matrix, spread: 2 },
  betweenClassCovariance: { of: (s) => statistics.betweenClassCovariance(s), ...matrix },
  totalCovariance: { of: statistics.totalCovariance, ...matrix, spread: total },
};
const TABLE: Record<string, Laws> = { ...FIELDS, ...FUNCTIONS };

async function statisticsOf(input: ExactInput, from = 0, to = input.labels.length): Promise<ClassStatistics> {
  if (from === to) return statistics.emptyClassStatistics();
  const { features, labels, classifier } = tensorsOf(input);
  const rows = tf.slice(features, [from, 0], [to - from, -1]);
  const options = { classes: input.classes, scatter: 'exact' } as const;
  const s = await statistics.classStatistics(rows, labels.slice(from, to), options);
  tf.dispose([features, rows, classifier]);
  return s;
}

function valuesAt(s: ClassStatistics): Values {
  const made = Object.entries(FUNCTIONS).map(([name, { of }]) => [name, of(s)]);
  return valuesOf({ ...s, ...Object.fromEntries(made) });
}

describe('the table of laws', () => {
  it('has every field of class statistics and every function of them', async () => {
    await tf.setBackend('cpu');
    expect(Object.keys(await statisticsOf(KINDS['balanced classes'])).sort()).toEqual(Object.keys(FIELDS).sort());
    const makers = ['classStatistics', 'emptyClassStatistics', 'mergeClassStatistics'];
    const others = ['classStatisticsToBytes', 'classStatisticsFromBytes', 'indexLabels', 'InputError'];
    expect([...Object.keys(FUNCTIONS), ...makers, ...others].sort()).toEqual(Object.keys(statistics).sort());
  });

  it('says in a sentence why a value lacks a law', () => {
    for (const laws of Object.values(TABLE))
      for (const law of Object.values(laws)) if (isNoLaw(law)) expect(law.why).toMatch(/^[A-Z].*\.$/);
  });
});

onEveryBackend('class statistics and what is made of them', () => {
  describe.each(Object.entries(KINDS))('of %s', (_, input) => {
    it.each(Object.entries(MOVES))('obey their laws under %s', async (_, move) => {
      const { input: moved, becomes } = move(input);
      const before = valuesAt(await statisticsOf(input));
      expectLaws(TABLE, valuesAt(await statisticsOf(moved)), (key, laws) => becomes(before[key]!, laws));
    });
  });

  it('are those of the whole, merged from any batches in any order, at an offset too', async () => {
    const kinds = fc.record({
      counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
      d: fc.integer({ min: 1, max: 8 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      spread: fc.constantFrom(0.05, 1),
      offset: fc.constantFrom(0, 8192),
    });
    const whole = async (kind: Parameters<typeof exactInput>[0], first: number, second: number) => {
      const input = exactInput(kind);
      const n = input.labels.length;
      const cuts = [0, first % (n + 1), second % (n + 1), n].sort((x, y) => x - y);
      const parts = [0, 1, 2].map((k) => statisticsOf(input, cuts[k], cuts[k + 1]));
      const [a, b, c] = await Promise.all(parts);
      const merge = statistics.mergeClassStatistics;
      const expected = valuesOf(await statisticsOf(input));
      for (const merged of [merge(merge(a, b), c), merge(a, merge(b, c)), merge(c, merge(b, a))]) {
        expectLaws(FIELDS, valuesOf(merged), (key) => expected[key]);
      }
      const none = statistics.emptyClassStatistics();
      for (const s of [merge(none, a), merge(a, none)]) expect(s).toEqual(a);
    };
    await fc.assert(fc.asyncProperty(kinds, fc.nat(), fc.nat(), whole), { numRuns: 50, seed: 1 });
  });

  it('have no spread at perfect collapse, and Sigma_B is 1 / C times the projection on the frame', async () => {
    for (const C of [2, 4, 8]) {
      const s = await statisticsOf(perfectCollapse(C));
      expect(s.means).toEqual(perfectCollapse(C).centres);
      for (const value of [...s.squaredDeviations, ...s.withinClassScatter!]) expect(value).toBe(0);
      const projection = (i: number, j: number) => (i >= C || j >= C ? 0 : (i === j ? 1 : 0) - 1 / C);
      const d = C + 2;
      const expected = Array.from({ length: d * d }, (_, at) => projection(Math.floor(at / d), at % d) / C);
      for (const covariance of [statistics.betweenClassCovariance(s), statistics.totalCovariance(s)]) {
        expect([...covariance]).toEqual(expected);
      }
    }
  });
});
