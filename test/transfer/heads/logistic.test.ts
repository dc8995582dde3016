import { describe, expect, it } from 'vitest';
import { fitLogistic } from '../../../src/transfer/heads/fitLogistic.js';
import { logistic } from '../../../src/transfer/heads/logistic.js';
import { expectAllClose } from '../../support/close.js';
import { normalEpisode, plainLogisticGradient } from '../../support/fewShot.js';
import { taskOf } from './taskOf.js';

/** Rows of 12 examples with 4 features, of small whole numbers. */
const ROWS = Array.from({ length: 12 }, (_, i) =>
  Array.from({ length: 4 }, (_, j) => ((i * i * 7 + j * 5 + i * j * 3) % 11) - 5),
);

/** Minima of scikit-learn 1.x (solver newton-cg, tol 1e-14): W [C, 4], then b [C] with their mean subtracted. */
const MINIMA = [
  {
    ways: 3,
    l2: 1,
    weights: [
      [0.09047503162, -0.1521926193, 0.4931982616, 0.6842656886],
      [0.1646266555, 0.08762627566, 0.03579822868, 0.1523865723],
      [-0.2551016871, 0.06456634359, -0.5289964903, -0.8366522609],
    ],
    biases: [-0.5174571506, -0.04715685593, 0.5646140066],
  },
  {
    ways: 3,
    l2: 0.01,
    weights: [
      [2.199052373, -1.103545816, 5.749967709, 7.406583818],
      [-0.1332573296, 0.3146904952, -1.171275338, -1.066929081],
      [-2.065795043, 0.7888553206, -4.578692372, -6.339654737],
    ],
    biases: [-8.146398545, 2.612121944, 5.534276602],
  },
  {
    ways: 2, // C = 2: one vector w there, which is twice that of the second class here
    l2: 1,
    weights: [
      [0.02862326438, -0.1174808516, 0.3820765702, 0.4099881657],
      [-0.02862326438, 0.1174808516, -0.3820765702, -0.4099881657],
    ],
    biases: [-0.4632884888, 0.4632884888],
  },
];

const fitted = (rows: number[][], ways: number, l2: number) => {
  const labels = rows.map((_, i) => Math.floor((i * ways) / rows.length));
  const { weights, biases } = fitLogistic(Float64Array.from(rows.flat()), Int32Array.from(labels), ways, l2);
  const d = rows[0].length;
  const byClass = Array.from(biases, (_, c) => Array.from(weights.subarray(c * d, (c + 1) * d)));
  return { labels, map: { weights: byClass, biases: Array.from(biases) } };
};

describe('logistic regression', () => {
  it.each(MINIMA)('has the minimum of scikit-learn: $ways classes, l2 = $l2', ({ ways, l2, weights, biases }) => {
    const { map } = fitted(ROWS.slice(0, 3 * ways), ways, l2);
    expectAllClose(map.weights.flat(), weights.flat(), 1e-8);
    const mean = map.biases.reduce((a, b) => a + b) / ways; // what all biases share changes nothing
    const differences = map.biases.map((bias) => bias - mean);
    expectAllClose(differences, biases, 1e-8);
  });

  it.each([
    [2, 1, 3, 1, 1],
    [5, 5, 40, 1, 1],
    [4, 12, 3, 1, 1e-3],
    [3, 4, 6, 100, 1],
    [3, 4, 6, 1e-6, 1],
    [6, 3, 5, 1, 100],
  ])('of %d classes, %d shots, %d features of size %d, l2 = %d, has no gradient left', (ways, shots, d, scale, l2) => {
    const { support } = normalEpisode({ ways, shots, queries: 1, d }, { scale });
    const { labels, map } = fitted(support, ways, l2);
    const start = { weights: map.weights.map((row) => row.map(() => 0)), biases: map.biases.map(() => 0) };
    const first = Math.hypot(...plainLogisticGradient(support, labels, start, l2));
    expect(Math.hypot(...plainLogisticGradient(support, labels, map, l2))).toBeLessThan(1e-12 * first + 1e-15);
  });

  it('scores queries by W and b, whatever the basis, and the same far from the origin', () => {
    const shape = { ways: 4, shots: 3, queries: 2, d: 9 };
    const episode = normalEpisode(shape);
    const { map } = fitted(episode.support, 4, 0.7);
    const expected = episode.queries.map((row) =>
      map.weights.map((w, c) => row.reduce((s, x, j) => s + x * w[j], map.biases[c])),
    );
    const differences = (scores: ArrayLike<number>) => Array.from(scores, (score, at) => score - scores[at - (at % 4)]);
    const wanted = differences(expected.flat());
    expectAllClose(differences(logistic(taskOf(episode), 0.7)), wanted, 1e-9);
    expectAllClose(differences(logistic(taskOf(normalEpisode(shape, { offset: 1e4 })), 0.7)), wanted, 1e-9);
  });

  it('gives classes with the same support the same scores, and ends where nothing tells classes apart', () => {
    const { support, queries } = normalEpisode({ ways: 1, shots: 4, queries: 3, d: 5 });
    const twice = { support: [...support, ...support], queries: [...queries, ...queries], ways: 2 };
    for (const score of logistic(taskOf(twice), 1)) expect(Math.abs(score)).toBeLessThan(1e-12);
    const rows = (count: number) => Array.from({ length: count }, () => [0.1, 1 / 3]);
    const equal = logistic(taskOf({ support: rows(6), queries: rows(2), ways: 2 }), 1);
    expect(equal.every((score) => score === 0)).toBe(true);
  });

  it('makes no direction of the rounding errors of rows that depend on each other', () => {
    const { support, queries } = normalEpisode({ ways: 3, shots: 3, queries: 2, d: 1 });
    for (let seed = 0; seed < 200; seed++) {
      const slope = 1 + seed / 7;
      const along = (rows: number[][]) => rows.map(([x]) => [x, slope * x, x / slope]);
      const scores = logistic(taskOf({ support: along(support), queries: along(queries), ways: 3 }), 1);
      expect(scores.every(Number.isFinite)).toBe(true);
    }
  });
});
