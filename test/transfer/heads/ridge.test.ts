import { describe, expect, it } from 'vitest';
import { ridge, ridgeMap } from '../../../src/transfer/heads/ridge.js';
import { expectAllClose, expectClose } from '../../support/close.js';
import { normalEpisode, type PlainEpisode, plainRidge, plainScores } from '../../support/fewShot.js';
import { taskOf } from './taskOf.js';

/** Weights and biases of the map on one-hot targets, as rows [d + 1, N]. */
function weightsOf(episode: PlainEpisode, lambda: number): number[][] {
  const task = taskOf(episode);
  const { ways } = episode;
  const { weights, atMean } = ridgeMap(task, lambda, 1 / ways);
  const row = (j: number) => Array.from({ length: ways }, (_, c) => weights[c * task.d + j]);
  const bias = Array.from(atMean, (value, c) =>
    task.mean.reduce((left, m, j) => left - m * weights[c * task.d + j], value),
  );
  return [...Array.from({ length: task.d }, (_, j) => row(j)), bias];
}

/** Differences of scores from the mean over classes, which decide. */
const centred = (scores: number[][]) =>
  scores.flatMap((row) => row.map((score) => score - row.reduce((a, b) => a + b) / row.length));

describe('ridge regression', () => {
  it('of one feature and two examples is solved by hand', () => {
    // H = [[1, 1], [-1, 1]], lambda = 2: W = (2 I + 2 I)^-1 H^T = [[1, -1], [1, 1]] / 4.
    const w = weightsOf({ support: [[1], [-1]], queries: [[0], [0]], ways: 2 }, 2);
    expectAllClose(w.flat(), [0.25, -0.25, 0.25, 0.25], 1e-15);
  });

  it.each([
    ['fewer examples than features', 3, 2, 20],
    ['as many', 4, 5, 19],
    ['more', 5, 9, 6],
    ['one feature', 2, 3, 1],
  ])('with %s has the weights of the normal equations', (_, ways, shots, d) => {
    for (const lambda of [1e-3, 1, Math.sqrt(ways * shots), 1e3]) {
      const episode = normalEpisode({ ways, shots, queries: 2, d });
      expectAllClose(weightsOf(episode, lambda).flat(), plainRidge(episode, lambda).flat(), 1e-9);
    }
  });

  it('scores queries by these weights, lambda = alpha sqrt(n), but for what all classes share', () => {
    const episode = normalEpisode({ ways: 3, shots: 4, queries: 5, d: 8 });
    const expected = plainScores(episode, plainRidge(episode, 0.5 * Math.sqrt(12)));
    expectAllClose(ridge(taskOf(episode), 0.5), centred(expected), 1e-12);
  });

  it('loses no digits to an offset: the weights solve their equations at the mean and the deviations', () => {
    // Elimination of the equations as they stand would lose eight digits. One feature, x = 1e4 + {1, 3, -1, -3} with
    // targets 1, 1, 0, 0, has a closed form in the mean and the deviations.
    const [m, n, lambda, sxx, sxy] = [1e4, 4, 2, 20, 4];
    const squared = (n * lambda) / (n + lambda);
    const w = (sxy + (squared * m) / 2) / (sxx + lambda + squared * m * m);
    const bias = (n * (0.5 - m * w)) / (n + lambda);
    const got = weightsOf({ support: [[m + 1], [m + 3], [m - 1], [m - 3]], queries: [[m], [m]], ways: 2 }, lambda);
    expectClose(got[0][0], w, 1e-14);
    expectClose(got[1][0], bias, 1e-10); // a difference of numbers of size 1/2
    expectClose(got[0][1] + got[0][0], (squared * m) / (sxx + lambda + squared * m * m), 1e-14);
  });

  it('tells classes apart whose features are tiny, where outputs about 1/N would round the difference off', () => {
    const episode = normalEpisode({ ways: 3, shots: 5, queries: 4, d: 4 }, { apart: 4 });
    const small = (rows: number[][]) => rows.map((row) => row.map((x) => x * 2 ** -60));
    const tiny = { ...episode, support: small(episode.support), queries: small(episode.queries) };
    // The limit: w_c = sum_i (y_ic - 1/N) (x_i - m) / lambda, of a score (q - m) w_c + lambda / (n + lambda) m w_c.
    const { support, queries } = tiny;
    const [n, lambda] = [support.length, Math.sqrt(support.length)];
    const m = support[0].map((_, j) => support.reduce((sum, row) => sum + row[j] / n, 0));
    const weights = [0, 1, 2].map((c) =>
      m.map((mean, j) =>
        support.reduce(
          (sum, row, i) => sum + ((Math.floor(i / 5) === c ? 2 / 3 : -1 / 3) * (row[j] - mean)) / lambda,
          0,
        ),
      ),
    );
    const expected = queries.flatMap((q) =>
      weights.map((w) => w.reduce((sum, x, j) => sum + x * (q[j] - m[j] + (lambda / (n + lambda)) * m[j]), 0)),
    );
    const scores = ridge(taskOf(tiny), 1);
    expectAllClose(scores, expected, 1e-12);
    expect(scores.some((score) => score !== 0)).toBe(true);
  });

  it('holds where features are large for lambda', () => {
    const episode = normalEpisode({ ways: 3, shots: 5, queries: 4, d: 30 }, { scale: 1e4 });
    const expected = plainScores(episode, plainRidge(episode, Math.sqrt(15)));
    expectAllClose(ridge(taskOf(episode), 1), centred(expected), 1e-6);
  });

  it('scores classes 0 that have the same support, which is no matter of alpha', () => {
    const { support, queries } = normalEpisode({ ways: 1, shots: 7, queries: 3, d: 5 });
    const other = support.toReversed(); // whose sums are rounded otherwise
    const twice = { support: [...support, ...other], queries: [...queries, ...queries], ways: 2 };
    expect(ridge(taskOf(twice), 1).every((score) => score === 0)).toBe(true);
  });

  it('scores all classes 0 where all support rows are equal', () => {
    const rows = (count: number) => Array.from({ length: count }, () => [0.1, 1 / 3, 1e4]);
    expect(ridge(taskOf({ support: rows(6), queries: rows(2), ways: 2 }), 1).every((score) => score === 0)).toBe(true);
  });
});
