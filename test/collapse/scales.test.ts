import * as tf from '@tensorflow/tfjs-core';
import {
  classStatistics,
  type NeuralCollapse,
  neuralCollapse,
  neuralCollapseFromStatistics,
  neuralCollapseOfBatches,
} from 'geocollapse';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';

/** Whole numbers of at most 7 bits, so that float32 holds them times any power of two from 2^-149 to 2^121. */
function wholeNumbers(kind: 'spread' | 'tight' | 'at an offset') {
  const [n, d, classes] = [40, 6, 4];
  const random = seededRandom(3);
  const labels = Array.from({ length: n }, (_, i) => i % classes);
  const [centre, between, within] = { spread: [0, 8, 12], tight: [0, 60, 1], 'at an offset': [90, 6, 2] }[kind];
  const values = Float64Array.from({ length: n * d }, (_, at) => {
    const mean = between * Math.sin(labels[Math.floor(at / d)] * 7 + (at % d) * 3);
    return Math.max(-127, Math.min(127, Math.round(centre + mean + within * random.normal())));
  });
  return { values, labels, n, d, classes };
}

/** The numbers of a record that have no unit. */
function scaleFree(record: NeuralCollapse): Record<string, unknown> {
  const { biasCollapse: _, nearestClassMeanAccuracy, perPair, undetermined, ...rest } = record;
  return {
    ...rest,
    nearestClassMeanAccuracy,
    cosines: perPair!.cosines,
    along: perPair!.directionalCdnv,
    undetermined,
  };
}

function expectSame(a: unknown, b: unknown, tolerance: number, name: string): void {
  if (typeof b === 'number')
    expect(Math.abs((a as number) - b) <= tolerance * Math.abs(b) || a === b, `${name}: ${a}, ${b}`).toBe(true);
  else if (typeof b === 'object' && b !== null) {
    expect(Object.keys(a as object), name).toEqual(Object.keys(b));
    for (const [key, value] of Object.entries(b)) expectSame((a as never)[key], value, tolerance, `${name}.${key}`);
  } else expect(a, name).toBe(b);
}

onEveryBackend('at every scale that float32 holds', () => {
  it.each(['spread', 'tight', 'at an offset'] as const)('measures without a unit are the same: %s', async (kind) => {
    const { values, labels, n, d, classes } = wholeNumbers(kind);
    const weights = tf.tensor2d(
      Float32Array.from({ length: d * classes }, (_, at) => Math.sin(at)),
      [d, classes],
    );
    const options = { classifier: { weights }, perPair: true, featureRank: true };
    let expected: unknown[] | undefined;
    for (let k = 0; Math.abs(k) < 150; k = k > 0 ? -k : 11 - k) {
      if (k > 120) continue;
      const x = tf.tensor2d(
        Float32Array.from(values, (value) => value * 2 ** k),
        [n, d],
      );
      const halves = [0, n / 2].map((start) => ({
        features: tf.slice(x, [start, 0], [n / 2, d]),
        labels: labels.slice(start, start + n / 2),
      }));
      const statistics = await classStatistics(x, labels, { scatter: true });
      const records = [
        await neuralCollapse(x, labels, options),
        await neuralCollapseOfBatches(() => halves, options),
        await neuralCollapseFromStatistics(statistics, options),
      ].map(scaleFree);
      expected ??= records;
      // At an offset the origin that is taken off is rounded to float32, and differently where float32 has few bits.
      expectSame(records, expected, kind === 'at an offset' ? 1e-6 : 1e-12, `2^${k}`);
      tf.dispose([x, ...halves.map(({ features }) => features)]);
    }
  });

  it('features near the largest and the least float32 are measured', async () => {
    for (const size of [3.4e38, 1e-44]) {
      const labels = [0, 0, 1, 1, 2, 2];
      const x = tf.tensor2d([size, size / 2, 0, size, -size, 0, -size, size / 2, size, -size, size / 2, -size], [6, 2]);
      const r = await neuralCollapse(x, labels, { featureRank: true });
      expect(r.undetermined).toEqual({});
      expect([r.rank, r.numericalRank]).toEqual([2, 2]);
      expect(r.nc1).toBeGreaterThan(0.01);
      expect(r.nc1).toBeLessThan(1);
    }
  });
});
