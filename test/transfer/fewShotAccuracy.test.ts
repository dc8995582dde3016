import * as tf from '@tensorflow/tfjs-core';
import { episodes, type FewShotOptions, fewShotAccuracy, type Head } from 'geocollapse/transfer';
import { describe, expect, it } from 'vitest';
import { permutation, seededRandom } from '../../src/numeric/random.js';
import { expectClose } from '../support/close.js';
import { exactRotation } from '../support/exactRotation.js';
import { normalEpisode, plainDistances, plainRidge, plainScores } from '../support/fewShot.js';
import { refusal } from '../support/refusal.js';
import { ticksWhile } from '../support/ticks.js';

const HEADS: Head[] = ['nearestMean', 'ridge', 'logistic'];
const FEW: FewShotOptions = { ways: 3, shots: 2, queries: 4, episodes: 30 };
const [CLASSES, EACH, D] = [5, 12, 6];

/** Rows of five classes that overlap, in no order. */
function examples({ seed = 3, apart = 1 } = {}): { rows: number[][]; labels: number[] } {
  const { queries } = normalEpisode({ ways: CLASSES, shots: 1, queries: EACH, d: D }, { seed, apart });
  const order = permutation(CLASSES * EACH, seededRandom(seed));
  return {
    rows: Array.from(order, (i) => queries[i]),
    labels: Array.from(order, (i) => Math.floor(i / EACH)),
  };
}
const { rows, labels } = examples();
const flat = (of: number[][]) => Float64Array.from(of.flat());

/** The accuracy of every episode, classified in plain loops. */
function restated(scoresOf: (episode: Parameters<typeof plainDistances>[0]) => number[][], options: FewShotOptions) {
  return [...episodes(labels, options)].map(({ classes, support, queries }) => {
    const pick = (indices: Int32Array) => Array.from(indices, (i) => rows[i]);
    const scores = scoresOf({ support: pick(support), queries: pick(queries), ways: classes.length });
    const right = scores.filter((row, i) => classes[row.indexOf(Math.max(...row))] === labels[queries[i]]);
    return right.length / scores.length;
  });
}

describe('few-shot accuracy', () => {
  it('is that of the classifier in plain loops, episode by episode', async () => {
    const negative = (scores: number[][]) => scores.map((row) => row.map((value) => -value));
    const nearest = await fewShotAccuracy(rows, labels, FEW);
    expect(nearest.perEpisode).toEqual(restated((episode) => negative(plainDistances(episode)), FEW));
    for (const alpha of [0.01, 1, 30]) {
      const ridge = await fewShotAccuracy(rows, labels, { ...FEW, head: { kind: 'ridge', alpha } });
      const lambda = alpha * Math.sqrt(6);
      const expected = restated((episode) => plainScores(episode, plainRidge(episode, lambda)), FEW);
      expect(ridge.perEpisode).toEqual(expected);
    }
  });

  it.each(['nearestMean', 'ridge', 'logistic'] as const)(
    'of %s is that of chance where all features are equal',
    async (head) => {
      const labels = Array.from({ length: 30 }, (_, i) => i % 3);
      for (const [row, centre] of [
        [[0, 0]],
        [[1, 2]],
        [
          [1, 2],
          [1, 2],
        ],
        [[1e4, 1 / 3]],
      ]) {
        for (const ways of [2, 'all'] as const) {
          const same = labels.map(() => row);
          const options = { ways, shots: 2, queries: 3, episodes: 5, head, ...(centre && { centre }) };
          const { perEpisode, chance } = await fewShotAccuracy(same, labels, options);
          for (const accuracy of perEpisode) expectClose(accuracy, chance, 1e-14);
        }
      }
    },
  );

  it.each<[number, number]>([
    [1, 20],
    [3, 30],
    [5, 100],
    [7, 300],
  ])('counts ties of nearest mean as exact numbers do: %s shots of one of %s features', async (shots, d) => {
    const random = seededRandom(3);
    const labels = Array.from({ length: 4 * (shots + 8) }, (_, i) => i % 4);
    const rows = labels.map(() => Array.from({ length: d }, () => 0));
    for (const row of rows) row[random.below(d)] = 1;
    const options = { ways: 'all' as const, shots, queries: 8, episodes: 60, seed: 1 };
    let right = 0;
    for (const { support, queries } of episodes(labels, options)) {
      for (const [i, query] of queries.entries()) {
        // Squared distances times K^2 are whole numbers.
        const distances = [0, 1, 2, 3].map((c) =>
          rows[query].reduce((sum, value, j) => {
            const total = support.subarray(c * shots, (c + 1) * shots).reduce((count, k) => count + rows[k][j], 0);
            return sum + (shots * value - total) ** 2;
          }, 0),
        );
        const least = Math.min(...distances);
        const ties = distances.filter((distance) => distance === least).length;
        if (distances[Math.floor(i / 8)] === least) right += 1 / ties;
      }
    }
    const { accuracy } = await fewShotAccuracy(rows, labels, options);
    expectClose(accuracy, right / (60 * 32), 1e-12);
  });

  it('has the mean and the standard error of the episodes, and classes whose queries add up to it', async () => {
    const { accuracy, standardError, perEpisode, perClass, worstClass, chance, interval } = await fewShotAccuracy(
      rows,
      labels,
      FEW,
    );
    const n = perEpisode.length;
    expect(n).toBe(30);
    expect(new Set(perEpisode).size).toBeGreaterThan(3);
    expectClose(accuracy, perEpisode.reduce((a, b) => a + b) / n, 1e-14);
    const squares = perEpisode.reduce((sum, each) => sum + (each - accuracy) ** 2, 0);
    expectClose(standardError!, Math.sqrt(squares / (n * (n - 1))), 1e-12);
    expect(interval[0] < accuracy && accuracy < interval[1]).toBe(true);
    const right = perClass.reduce((sum, each) => sum + each.accuracy * each.queries, 0);
    expectClose(right / perClass.reduce((sum, each) => sum + each.queries, 0), accuracy, 1e-13);
    expect(perClass.map((each) => each.class)).toEqual([0, 1, 2, 3, 4]);
    expect(worstClass).toEqual([...perClass].sort((a, b) => a.accuracy - b.accuracy)[0]);
    expectClose(chance, 1 / 3, 1e-15);
  });

  it('is plain data that says what was measured, and leaves out classes that no episode drew', async () => {
    const record = await fewShotAccuracy(rows, labels, { ways: 2, shots: 1, queries: 1, episodes: 1 });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record.perClass.length).toBe(2);
    expect([record.standardError, record.interval]).toEqual([null, [0, 1]]);
    const all = await fewShotAccuracy(rows, labels, { ways: 'all', shots: 1, queries: 2, episodes: 2, head: 'ridge' });
    expect(all.options).toEqual({
      ways: 5,
      shots: 1,
      queries: 2,
      episodes: 2,
      seed: 0,
      head: { kind: 'ridge', alpha: 1 },
      normalise: 'none',
      centred: false,
    });
  });

  it('is chance where features tell nothing, exactly where they are equal, and 1 where classes are points', async () => {
    for (const head of HEADS) {
      const equal = rows.map(() => [0.1, 1 / 3]);
      const points = labels.map((label) => [0, 1, 2, 3, 4].map((c) => (label === c ? 1 : 0)));
      const nothing = await fewShotAccuracy(equal, labels, { ...FEW, head });
      expect(nothing.perEpisode.every((each) => Math.abs(each - 1 / 3) < 1e-14)).toBe(true);
      const all = await fewShotAccuracy(points, labels, { ...FEW, head });
      expect([all.accuracy, all.interval[1], all.worstClass.accuracy]).toEqual([1, 1, 1]);
      expect(all.interval[0]).toBeLessThan(1);
    }
  });

  it('is 0.5 on two classes of noise with six examples each, of which a published evaluator says 0.9', async () => {
    const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
    const options = { ways: 2, shots: 5, queries: 1, episodes: 20 };
    let [ours, theirs] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const { queries: noise } = normalEpisode({ ways: 1, shots: 1, queries: 12, d: 32 }, { seed });
      ours += (await fewShotAccuracy(noise, labels, options)).accuracy / 60;
      for (const { support, queries, classes } of episodes(labels, options)) {
        const all = [...support, ...queries]; // the support is classified along with the queries
        const pick = (indices: ArrayLike<number>) => Array.from(indices, (i) => noise[i]);
        const distances = plainDistances({ support: pick(support), queries: pick(all), ways: 2 });
        const right = distances.filter(([a, b], i) => classes[a < b ? 0 : 1] === labels[all[i]]).length;
        theirs += right / all.length / 20 / 60;
      }
    }
    expect(Math.abs(ours - 0.5)).toBeLessThan(0.08);
    expect(theirs).toBeGreaterThan(0.85);
  });

  it('is the same for a tensor, a flat array and rows, with labels of any kind', async () => {
    const exact = rows.map((row) => row.map(Math.fround));
    const expected = await fewShotAccuracy(exact, labels, FEW);
    const tensors = [tf.tensor2d(exact), tf.tensor3d(exact.flat(), [60, 3, 2])];
    const before = tf.memory().numTensors;
    for (const features of [...tensors, Float32Array.from(exact.flat()), flat(exact)]) {
      expect(await fewShotAccuracy(features, labels, FEW)).toEqual(expected);
    }
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(tensors);
    expect(await fewShotAccuracy(exact, Uint8Array.from(labels), FEW)).toEqual(expected);
  });

  it('changes nothing of what it is given', async () => {
    const values = flat(rows);
    const before = values.slice();
    const centre = Float64Array.from({ length: D }, (_, j) => j);
    await fewShotAccuracy(values, labels, { ...FEW, centre, normalise: 'unit' });
    expect(values).toEqual(before);
    expect(Array.from(centre)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe.each(HEADS)('the accuracy of the head %s', (head) => {
  const options = { ...FEW, head };

  it('is the same under other numbers of the classes, class by class', async () => {
    const names = [3, 0, 4, 1, 2];
    const renamed = { ...options, ways: 'all' as const };
    const before = await fewShotAccuracy(rows, labels, renamed);
    const after = await fewShotAccuracy(
      rows,
      labels.map((label) => names[label]),
      renamed,
    );
    // Other examples are drawn, so that the accuracies are compared within their errors.
    const error = Math.hypot(before.standardError!, after.standardError!);
    expect(Math.abs(before.accuracy - after.accuracy)).toBeLessThan(4 * error);
  });

  it('is the same under a rotation of the features, and with features more that are always 0', async () => {
    const before = await fewShotAccuracy(rows, labels, options);
    const turned = exactRotation(D, 4)(flat(rows));
    expect((await fewShotAccuracy(turned, labels, options)).perEpisode).toEqual(before.perEpisode);
    const wider = rows.map((row) => [0, ...row, 0, 0]);
    expect((await fewShotAccuracy(wider, labels, options)).perEpisode).toEqual(before.perEpisode);
  });

  it('obeys its laws of offset and scale', async () => {
    const before = await fewShotAccuracy(rows, labels, options);
    const offset = rows.map((row) => row.map((x, j) => x + [1e4, -1e4, 3e4][j % 3]));
    const large = rows.map((row) => row.map((x) => 1024 * x));
    const same = async (moved: number[][], given: FewShotOptions = options) =>
      expect((await fewShotAccuracy(moved, labels, given)).perEpisode).toEqual(before.perEpisode);
    // Ridge penalises its bias, so that it has an origin; with the origin named, it has none.
    const centre = [1e4, -1e4, 3e4, 1e4, -1e4, 3e4];
    await same(offset, head === 'ridge' ? { ...options, centre } : options);
    if (head === 'nearestMean') await same(large);
    if (head === 'logistic') await same(large, { ...options, head: { kind: 'logistic', l2: 1024 ** 2 } });
    if (head === 'ridge') {
      const unit = { ...options, normalise: 'unit' } as const;
      const once = await fewShotAccuracy(rows, labels, unit);
      expect((await fewShotAccuracy(large, labels, unit)).perEpisode).toEqual(once.perEpisode);
    }
  });

  it('depends on unit length only through directions', async () => {
    const unit = rows.map((row) => row.map((x) => x / Math.hypot(...row)));
    const expected = await fewShotAccuracy(unit, labels, options);
    const longer = rows.map((row, i) => row.map((x) => x * (1 + (i % 5))));
    const got = await fewShotAccuracy(longer, labels, { ...options, normalise: 'unit' });
    expect(got.perEpisode).toEqual(expected.perEpisode);
  });

  it('takes two classes of the same examples, also where an episode draws the same support for both', async () => {
    const { queries: one } = normalEpisode({ ways: 1, shots: 1, queries: 6, d: D });
    const both = [...one.map(() => 0), ...one.map(() => 1)];
    const given = { ways: 2, shots: 4, queries: 2, episodes: 100, head };
    const { accuracy } = await fewShotAccuracy([...one, ...one], both, given);
    expect(accuracy).toBeLessThan(0.5); // a query may be among the support of the other class, and never of its own
  });
});

describe('a long call', () => {
  const long = { ...FEW, episodes: 20_000 };

  it('lets timers have their turn', async () => {
    const turns = await ticksWhile(() => fewShotAccuracy(rows, labels, { ...FEW, episodes: 3000 }));
    expect(turns).toBeGreaterThan(1);
  });

  it('ends with the reason of its signal, before it begins and in the middle', async () => {
    const reason = new Error('enough');
    await expect(fewShotAccuracy(rows, labels, { ...long, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number) => {
      seen.push(done);
      if (done === 7) controller.abort(reason);
    };
    await expect(fewShotAccuracy(rows, labels, { ...long, signal: controller.signal, onProgress })).rejects.toBe(
      reason,
    );
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('passes on what onProgress throws', async () => {
    const reason = new Error('mine');
    const onProgress = () => {
      throw reason;
    };
    await expect(fewShotAccuracy(rows, labels, { ...FEW, onProgress })).rejects.toBe(reason);
  });
});

describe('few-shot accuracy refuses', () => {
  it.each<[string, () => unknown[], string]>([
    ['a class of too few examples', () => [rows, labels, { shots: 5, queries: 15 }], '12 of class 0'],
    ['a head of no name', () => [rows, labels, { ...FEW, head: 'svm' }], "'nearestMean', 'ridge', 'logistic'"],
    ['a head of no kind', () => [rows, labels, { ...FEW, head: { alpha: 1 } }], 'head.kind'],
    ['alpha with another head', () => [rows, labels, { ...FEW, head: { kind: 'nearestMean', alpha: 1 } }], "'alpha'"],
    ['l2 for ridge', () => [rows, labels, { ...FEW, head: { kind: 'ridge', l2: 1 } }], "'l2'"],
    ['alpha of 0', () => [rows, labels, { ...FEW, head: { kind: 'ridge', alpha: 0 } }], 'alpha must be above 0'],
    ['alpha below 0', () => [rows, labels, { ...FEW, head: { kind: 'ridge', alpha: -1 } }], 'alpha'],
    ['an infinite l2', () => [rows, labels, { ...FEW, head: { kind: 'logistic', l2: Infinity } }], 'l2'],
    ['a centre of nothing', () => [rows, labels, { ...FEW, centre: null }], 'centre'],
    ['a centre of another length', () => [rows, labels, { ...FEW, centre: [1, 2] }], 'of length 6'],
    ['a centre that is not finite', () => [rows, labels, { ...FEW, centre: [1, 2, 3, 4, 5, Number.NaN] }], 'centre'],
    ['a normalisation of no name', () => [rows, labels, { ...FEW, normalise: true }], "'none', 'unit'"],
    [
      'rows of zeros without a direction',
      () => [[[0], ...rows.slice(1).map(() => [1])], labels, { ...FEW, normalise: 'unit' }],
      'row 0',
    ],
    ['an option of no name', () => [rows, labels, { ...FEW, normalize: 'unit' }], "'normalise'"],
    ['NaN', () => [rows.map((row, i) => (i === 7 ? row.map(() => Number.NaN) : row)), labels, FEW], 'row 7'],
    ['features beyond float64 squares', () => [rows.map((row) => row.map((x) => x * 1e200)), labels, FEW], 'features'],
    [
      'large rows of one direction',
      () => [rows.map((row) => row.map((x) => x * 1e160)), labels, { ...FEW, normalise: 'unit' }],
      'features',
    ],
    ['a centre beyond them', () => [rows, labels, { ...FEW, centre: [0, 0, 1e308, 0, 0, 0] }], 'features'],
    [
      'alpha beyond float64',
      () => [rows, labels, { ...FEW, head: { kind: 'ridge', alpha: 1e300 } }],
      'alpha must be above 0, at most',
    ],
    ['features below them', () => [rows.map((row) => row.map((x) => x * 1e-200)), labels, FEW], 'features'],
    ['l2 that rounding exceeds', () => [rows, labels, { ...FEW, head: { kind: 'logistic', l2: 1e-300 } }], 'l2'],
  ])('%s', async (_, make, words) => {
    const error = await refusal(() => (fewShotAccuracy as (...args: unknown[]) => unknown)(...make()));
    expect(error.function).toBe('fewShotAccuracy');
    expect(error.message).toContain(words);
  });
});
