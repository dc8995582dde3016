import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  type ComplexityOfBatches,
  emptyGeometricComplexity,
  geometricComplexityOfBatches,
  mergeGeometricComplexities,
} from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';

const f = (x: tf.Tensor) => tf.square(x);
const batch = (...values: number[]) => ({ x: tf.tensor2d(values, [values.length, 1]), y: values.map((_, i) => i % 2) });
const throughJson = (record: ComplexityOfBatches): ComplexityOfBatches => JSON.parse(JSON.stringify(record));

describe('complexities of batches, as a fold', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('start from the complexity of no examples, which is neutral on both sides, with labels and without', async () => {
    for (const batches of [[batch(1, 2, 3)], [batch(1, 2, 3).x]]) {
      const whole = await geometricComplexityOfBatches(f, batches, { probes: 1 });
      for (const empty of [emptyGeometricComplexity(), throughJson(emptyGeometricComplexity())]) {
        expect(mergeGeometricComplexities(empty, whole)).toEqual(whole);
        expect(mergeGeometricComplexities(whole, empty)).toEqual(whole);
      }
    }
    const none = mergeGeometricComplexities(emptyGeometricComplexity(), emptyGeometricComplexity());
    expect(none).toEqual(emptyGeometricComplexity());
    expect([none.count, none.mean, none.perExample]).toEqual([0, Number.NaN, []]);
  });

  it('are the same out of JSON, exact or of one probe, whose error of a batch is not known', async () => {
    for (const options of [{ estimator: 'exact' }, { probes: 1 }, { probes: 2, datasetSize: 100 }] as const) {
      const [a, b] = [
        await geometricComplexityOfBatches(f, [batch(1, 2)], options),
        await geometricComplexityOfBatches(f, [batch(3, 4, 5)], options),
      ];
      const merged = mergeGeometricComplexities(a, b);
      expect(mergeGeometricComplexities(throughJson(a), throughJson(b))).toEqual(merged);
      expect(merged.mean).toBeCloseTo((4 * (1 + 4 + 9 + 16 + 25)) / 5, 4);
      expect(merged.perClass).toHaveLength(2);
    }
  });

  it('keep the number of classes that was given, where the last ones have no example', async () => {
    const a = await geometricComplexityOfBatches(f, [batch(1, 2)], { classes: 4 });
    const b = await geometricComplexityOfBatches(f, [batch(3)], { classes: 3 });
    expect(mergeGeometricComplexities(a, b).perClass).toEqual([20, 16, Number.NaN, Number.NaN]);
    expect(mergeGeometricComplexities(b, a).perClass).toHaveLength(4);
  });

  it('are refused where they were measured under options that give another error', async () => {
    const measured = (options: object) => geometricComplexityOfBatches(f, [batch(1, 2).x], options);
    const [a, b, c] = [await measured({}), await measured({ confidence: 0.99 }), await measured({ datasetSize: 9 })];
    expect(() => mergeGeometricComplexities(a, b)).toThrow(
      'mergeGeometricComplexities: b must be measured with the confidence of a, 0.95, got 0.99.',
    );
    expect(() => mergeGeometricComplexities(c, a)).toThrow('b must be measured with the datasetSize of a, 9, got');
  });

  it('are refused where somebody changed what a merge needs', async () => {
    const a = await geometricComplexityOfBatches(f, [batch(1, 2)]);
    const changed = (state: object) => ({ ...a, state: { ...a.state, ...state } }) as ComplexityOfBatches;
    expect(() => mergeGeometricComplexities(a, { ...a, state: undefined as never })).toThrow('without a state');
    expect(() => mergeGeometricComplexities(a, changed({ total: Number.NaN }))).toThrow('b.state.total must be');
    expect(() => mergeGeometricComplexities(changed({ labels: [0, 0.5] }), a)).toThrow('a.state.labels must be');
    expect(() => mergeGeometricComplexities(changed({ labels: [0] }), a)).toThrow('a.state.labels must be');
    expect(() => mergeGeometricComplexities(a, { ...a, perExample: [1, 'two' as never] })).toThrow('b.perExample must');
    expect(() => mergeGeometricComplexities(a, { ...a, count: 1.5 })).toThrow('b.count must be');
    expect(() => mergeGeometricComplexities(a, { ...a, count: -2 })).toThrow('b.count must be');
    expect(() => mergeGeometricComplexities(a, { ...a, count: 3 })).toThrow('b.count must be 2, as there are labels');
    expect(() => mergeGeometricComplexities(changed({ classes: 1 }), a)).toThrow('a.state.classes must be above');
    expect(() => mergeGeometricComplexities(a, { ...a, vjps: -1 })).toThrow('b.vjps must be');
    for (const name of ['variance', 'squaredVariances', 'certain', 'comparisons']) {
      expect(() => mergeGeometricComplexities(a, changed({ [name]: -1 }))).toThrow(`b.state.${name} must be`);
    }
    expect(() => mergeGeometricComplexities(a, changed({ total: 2 * a.state.total }))).toThrow(
      /b\.perExample must be squares whose sum is/,
    );
    const [first, second] = a.perExample;
    const negative = { ...a, perExample: [-first, second + 2 * first] };
    expect(() => mergeGeometricComplexities(a, negative)).toThrow('b.perExample must be squares');
  });
});
