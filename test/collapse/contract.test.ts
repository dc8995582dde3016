/** The contract over measures: whoever adds one gives it a row of laws, and each of its laws is tested here. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  classStatistics,
  mergeClassStatistics,
  neuralCollapseFromStatistics,
  neuralCollapseOfBatches,
} from 'geocollapse';
import * as collapse from 'geocollapse/collapse';
import { beforeAll, describe, expect, it } from 'vitest';
import { NEURAL_COLLAPSE_OPTIONS } from '../../src/collapse/neuralCollapse.js';
import { onEveryBackend } from '../support/backends.js';
import { exactInput, KINDS, perfectCollapse, tensorsOf } from '../support/exactInput.js';
import { expectLaws, type Values, valuesOf } from '../support/expectLaws.js';
import { isNoLaw, MOVES, times } from '../support/laws.js';
import { FUNCTIONS } from './contract/functions.js';
import { type Conventions, everything, measure, measuresOf, recordOf } from './contract/measure.js';
import { type MeasureKey, type MeasureLaws, TABLE } from './contract/table.js';

const rows = Object.entries(TABLE) as [MeasureKey, MeasureLaws][];
const moves = Object.entries(MOVES);
const CONVENTIONS: Conventions[] = [
  { globalMean: 'class' },
  { classWeights: 'sample' },
  { globalMean: 'class', classWeights: 'sample' },
];

describe('the table of laws', () => {
  it('has a row for every number of a record that was asked for everything, and no other', async () => {
    await tf.setBackend('cpu');
    const input = KINDS['balanced classes'];
    const asked = Object.keys({ ...everything(tensorsOf(input)), globalMean: 0, classWeights: 0 });
    expect(Object.keys(NEURAL_COLLAPSE_OPTIONS).sort()).toEqual(
      [...asked, 'classes', 'rankTolerance', 'signal'].sort(),
    );
    expect(Object.keys(await measure(input)).sort()).toEqual(Object.keys(TABLE).sort());
  });

  it('has every function of a measure that collapse exports', () => {
    const others = ['neuralCollapse', 'neuralCollapseOfBatches', 'neuralCollapseFromStatistics', 'InputError'];
    expect([...Object.keys(FUNCTIONS), ...others].sort()).toEqual(Object.keys(collapse).sort());
  });

  it('is tested on inputs of which no measure is zero throughout, and nothing is undetermined', async () => {
    await tf.setBackend('cpu');
    const measured = await Promise.all(Object.values(KINDS).map((input) => measure(input)));
    for (const [key] of rows)
      expect(
        measured.some((values) => values[key]!.some((x) => x !== 0)),
        key,
      ).toBe(true);
  });

  it('says in a sentence why a measure lacks a law', () => {
    for (const [, laws] of rows)
      for (const law of Object.values(laws)) if (isNoLaw(law)) expect(law.why).toMatch(/^[A-Z].*\.$/);
  });
});

onEveryBackend('every measure', () => {
  describe.each(Object.entries(KINDS))('of %s', (_, input) => {
    let before: Values<MeasureKey>;
    beforeAll(async () => {
      before = await measure(input);
    });

    it.each(moves)('obeys its law under %s', async (_, move) => {
      const { input: moved, becomes } = move(input);
      expectLaws(TABLE, await measure(moved), (key, laws) => becomes(before[key]!, laws));
    });

    it('obeys its law under a classifier of another size, and under other units of the inputs', async () => {
      const [weights, bias] = [input.weights, input.bias].map((some) => some.map((x) => 4 * x));
      const larger = await measure({ ...input, weights, bias });
      expectLaws(TABLE, larger, (key, { classifier }) => times(before[key]!, 4, classifier));
      const steeper = await measure({ ...input, complexities: input.complexities.map((gc) => 5 * gc) });
      expectLaws(TABLE, steeper, (key, { complexities }) => times(before[key]!, 5, complexities));
    });

    it('is the same of batches of any sizes, of their merged statistics, and of its own function', async () => {
      const { features, ...rest } = tensorsOf(input);
      const options = everything(rest);
      const [n, d] = features.shape;
      const cuts = [0, 1, Math.floor(n / 3), Math.floor(n / 3) + 2, n];
      const batches = cuts.slice(1).map((end, k) => ({
        features: tf.slice(features, [cuts[k], 0], [end - cuts[k], d]),
        labels: rest.labels.slice(cuts[k], end),
      }));
      const { classes } = input;
      const streamed = await neuralCollapseOfBatches(() => batches, { ...options, classes });
      expectLaws(TABLE, measuresOf(streamed), (key) => before[key]);
      const scatter = 'exact';
      const some = await Promise.all(batches.map((b) => classStatistics(b.features, b.labels, { classes, scatter })));
      const merged = some.reduceRight((a, b) => mergeClassStatistics(a, b));
      const { fourthMoments: _, ...ofStatistics } = options;
      const fromStatistics = measuresOf(await neuralCollapseFromStatistics(merged, ofStatistics));
      const determined = rows.flatMap(([key, { from }]) => (from === 'statistics' ? [key] : []));
      expect(Object.keys(fromStatistics).sort()).toEqual(determined.sort());
      expectLaws(TABLE, fromStatistics, (key, { from }) => (from === 'statistics' ? before[key] : undefined));
      for (const measureOf of Object.values(FUNCTIONS)) {
        const alone = valuesOf(measureOf(merged, input)) as Values<MeasureKey>;
        expect(Object.keys(alone)).not.toEqual([]);
        expectLaws(TABLE, { ...before, ...alone }, (key) => before[key]);
      }
    });
  });

  it.each(moves)('obeys its law under %s in every convention', async (_, move) => {
    const unbalanced = KINDS['unbalanced classes, one of a single example'];
    const { input, becomes } = move(unbalanced);
    for (const conventions of CONVENTIONS) {
      const before = await measure(unbalanced, conventions);
      expectLaws(TABLE, await measure(input, conventions), (key, laws) => becomes(before[key]!, laws));
    }
  });

  it('obeys its laws of any input that determines it', async () => {
    const kinds = fc.record({
      counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
      d: fc.integer({ min: 1, max: 8 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      spread: fc.constantFrom(0.05, 0.3, 1),
      grid: fc.constant(2 ** -9),
      step: fc.constant(2 ** -9),
    });
    const obey = async (kind: Parameters<typeof exactInput>[0], [, move]: (typeof moves)[number]) => {
      const input = exactInput(kind);
      const record = await recordOf(input);
      fc.pre(Object.keys(record.undetermined).length === 0 && record.condition! < 32);
      const { input: moved, becomes } = move(input);
      const before = measuresOf(record);
      expectLaws(TABLE, await measure(moved), (key, laws) => becomes(before[key]!, laws));
    };
    await fc.assert(fc.asyncProperty(kinds, fc.constantFrom(...moves), obey), { numRuns: 60, seed: 1 });
  });

  it.each([2, 4, 8])(
    'has its limit at perfect collapse of %i classes, wherever and however large the frame is',
    async (C) => {
      const frame = perfectCollapse(C);
      const limit = (laws: MeasureLaws) => {
        const value = laws.limit(C);
        const at = typeof value === 'number' ? () => value : value;
        const classes = Array.from({ length: C }, (_, i) => i);
        if (laws.per === 'whole') return Float64Array.of(at(0, 0));
        return Float64Array.from(
          laws.per === 'pair' ? classes.flatMap((i) => classes.map((j) => at(i, j))) : classes.map((i) => at(i, i)),
        );
      };
      expectLaws(TABLE, await measure(frame), (_, laws) => limit(laws));
      for (const [title, move] of moves) {
        // All classes are nearest to each other, and the first is taken.
        if (title === 'other numbers for the classes') continue;
        const { input, becomes } = move(frame);
        expectLaws(TABLE, await measure(input), (_, laws) => becomes(limit(laws), laws));
      }
    },
  );
});
