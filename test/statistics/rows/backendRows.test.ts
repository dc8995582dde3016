import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { neuralCollapse } from 'geocollapse';
import { beforeAll, describe, expect, it } from 'vitest';
import { statisticsOfRows } from '../../../src/statistics/classStatistics.js';
import { backendRows } from '../../../src/statistics/rows/backendRows.js';
import { hostRows } from '../../../src/statistics/rows/hostRows.js';
import { expectAllClose, expectClose } from '../../support/close.js';
import { expectNoLeak } from '../../support/leaks.js';
import { mixture } from '../../support/mixture.js';
import { tfjsNode } from '../../support/tfjsNode.js';

/** Statistics of rows that stay on the backend, and of the same rows on the host. */
async function both(features: tf.Tensor, labels: number[], classes: number, scatter = true) {
  const ids = Int32Array.from(labels);
  const onBackend = await statisticsOfRows(await backendRows(features, ids, classes), scatter);
  const onHost = await statisticsOfRows(hostRows(await features.data(), ids, classes), scatter);
  return { onBackend, onHost };
}

/** The way of tfjs-node, taken on the cpu backend, which has the same operations. */
describe('rows that stay on the backend give the statistics of rows on the host', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([
    ['plain', {}],
    ['at an offset of 1e4 with a spread of 1e-2', { offset: 1e4, scale: 1e-2 }],
    ['collapsed to 1e-4 of the distance of the means', { spread: 1e-4 }],
    ['at a scale of 1e-20, where float32 squares vanish', { scale: 1e-20 }],
    ['at a scale of 1e15', { scale: 1e15 }],
  ])('%s', async (_, options) => {
    const { features, labels, n, d } = mixture({ counts: [40, 25, 7, 1], d: 9, seed: 3, ...options });
    const { onBackend, onHost } = await both(features, labels, 5); // class 4 has no examples
    expect(onBackend.counts).toEqual(onHost.counts);
    const spread = Math.sqrt(onHost.squaredDeviations.reduce((sum, value) => sum + value, 0) / n / d);
    for (let at = 0; at < onHost.means.length; at++) {
      expect(Math.abs(onBackend.means[at] - onHost.means[at])).toBeLessThanOrEqual(2e-7 * spread);
    }
    expectAllClose(onBackend.squaredDeviations, onHost.squaredDeviations, 1e-6);
    expectAllClose(onBackend.withinClassScatter!, onHost.withinClassScatter!, 1e-6);
    const ids = Int32Array.from(labels);
    for (const twice of [false, true]) {
      const rows = await backendRows(features, ids, 5, { twice });
      const fourth = await rows.fourthPowers(twice ? await rows.statistics() : onHost); // of what was made, or not
      rows.dispose();
      const expected = await hostRows(await features.data(), ids, 5).fourthPowers(onHost);
      for (let c = 0; c < 5; c++) expectClose(fourth[c], expected[c], 1e-6);
    }
  });

  it('over several blocks', async () => {
    const { features, labels } = mixture({ counts: [100, 200, 90], d: 8192, seed: 4 });
    const { onBackend, onHost } = await both(features, labels, 3, false);
    expectAllClose(onBackend.means, onHost.means, 1e-7);
    expectAllClose(onBackend.squaredDeviations, onHost.squaredDeviations, 1e-7);
  });

  it('exactly, where a class is one point', async () => {
    const features = tf.tensor2d([1 / 3, 1e4, 1 / 3, 1e4, 7, 8, 1 / 3, 1e4], [4, 2]);
    const { onBackend } = await both(features, [0, 0, 1, 0], 2);
    expect([...onBackend.squaredDeviations]).toEqual([0, 0]);
    expect([...onBackend.means]).toEqual([Math.fround(1 / 3), 1e4, 7, 8]);
  });

  it('and refuse what is not finite, at its place, leaving no tensor behind', async () => {
    const features = tf.tensor2d([1, 2, 3, Number.NaN], [2, 2]);
    const attempt = () => both(features, [0, 1], 2);
    await expectNoLeak(attempt, 'features must be finite, got NaN at row 1, column 1');
    const good = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    await expectNoLeak(() => both(good, [0, 1], 2));
  });

  it('keep what they made for a second pass, and free it', async () => {
    const { features, labels } = mixture({ counts: [40, 25], d: 9, seed: 3, spread: 1e-3, offset: 100 });
    const ids = Int32Array.from(labels);
    const before = tf.memory().numTensors;
    const rows = await backendRows(features, ids, 2, { twice: true, block: 90 });
    const statistics = await rows.statistics();
    expect(tf.memory().numTensors).toBe(before + 7); // 65 rows in blocks of 10
    const origin = rows.origin(statistics);
    expect(origin.kind).toBe('byClass');
    const plain = await backendRows(features, ids, 2, { block: 90 });
    const values = (of: typeof rows) => {
      const all: number[] = [];
      for (const block of of.about(origin, 2)) tf.tidy(() => all.push(...block.values().dataSync()));
      return all;
    };
    expect(values(rows)).toEqual(values(plain));
    expect(values(rows)).toEqual(values(plain));
    rows.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('hold a value that float32 cannot square', async () => {
    const features = tf.tensor2d([1, 2, 3, 4, 5, -3e38], [3, 2]);
    const { onBackend, onHost } = await both(features, [0, 1, 1], 2);
    expect(onBackend.squaredDeviations.every(Number.isFinite)).toBe(true);
    expectAllClose(onBackend.squaredDeviations, onHost.squaredDeviations, 1e-6);
  });
});

/** Large enough to stay on tfjs-node in blocks. */
describe.skipIf(!tfjsNode)('neural collapse of many rows on tfjs-node', () => {
  it.each([
    ['nothing', { spread: 2 }],
    ['their mean', { spread: 2, offset: 100 }],
    ['their class means', { spread: 1e-3, offset: 100 }],
  ])('is that on the host, where rows are taken about %s', async (_, input) => {
    const { values, labels, n, d } = mixture({ counts: [9000, 8000, 4000, 3000], d: 400, seed: 5, ...input });
    const weights = Float32Array.from({ length: 4 * d }, (_, at) => Math.sin(at));
    const records = [];
    for (const backend of ['tensorflow', 'cpu']) {
      await tf.setBackend(backend);
      const classifier = { weights: tf.tensor2d(weights, [d, 4]) };
      records.push(await neuralCollapse(tf.tensor2d(values, [n, d]), labels, { classifier, fourthMoments: true }));
    }
    const [onTfjsNode, onHost] = records.map((record) => numbers(record));
    expect(onTfjsNode.size).toBeGreaterThan(15);
    for (const [name, value] of onTfjsNode) expectAllClose([value], [onHost.get(name)!], 1e-6);
    for (let c = 0; c < 4; c++) expectClose(records[0].fourthMoments[c], records[1].fourthMoments[c], 1e-6);
  });
});

/** The numbers of a record, those of its objects too. */
function numbers(record: object, prefix = ''): Map<string, number> {
  return new Map(
    Object.entries(record).flatMap(([key, value]) => {
      if (typeof value === 'object') return [...numbers(value, `${prefix}${key}.`)];
      return typeof value === 'number' ? [[prefix + key, value] as const] : [];
    }),
  );
}

describe('rows on the backend', () => {
  it('come to the host where float32 would not hold them: infinite, huge or tiny in the middle, a class of tiny spread', async () => {
    await tf.setBackend('cpu');
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
    const of = (second: number, fifth: number) => tf.tensor2d([1, 2, second, 3, 2, 2, -1, 5, -2, fifth, -3, 5], [6, 2]);
    for (const bad of [Infinity, -Infinity, Number.NaN]) {
      const rows = await backendRows(of(bad, 1), labels, 2);
      await expect(rows.statistics()).rejects.toThrow(`got ${bad} at row 1, column 0`);
    }
    const huge = await (await backendRows(of(1e30, 1), labels, 2)).statistics();
    expect(huge.squaredDeviations[0] / 1e60).toBeCloseTo(2 / 3, 6);
    const tiny = tf.tensor2d([1e-25, 0, -1e-25, 1e-25, 0, -1e-25, 1, 2, 3, 4, 5, 6], [6, 2]);
    const { squaredDeviations } = await (await backendRows(tiny, labels, 2)).statistics();
    expect(squaredDeviations[0] / 1e-50).toBeCloseTo(4, 6);
    expect(squaredDeviations[1]).toBeCloseTo(16, 6);
    for (const x of [of(1e30, 1), tiny]) {
      const rows = await backendRows(x, labels, 2);
      const onHost = hostRows(await x.data(), labels, 2);
      const fourth = await rows.fourthPowers(await onHost.statistics());
      const expected = await onHost.fourthPowers(await onHost.statistics());
      for (let c = 0; c < 2; c++) expectClose(fourth[c], expected[c], 1e-6);
    }
  });
});
