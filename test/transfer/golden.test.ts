import { describe, it } from 'vitest';
import { countRight } from '../../src/transfer/countRight.js';
import { nearestMean } from '../../src/transfer/heads/nearestMean.js';
import { ridge, ridgeMap } from '../../src/transfer/heads/ridge.js';
import { gatherTask } from '../../src/transfer/heads/task.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { golden } from '../support/golden.js';

/** What one episode of an input has in float64 NumPy: the support is the first two examples of each class. */
interface GoldenEpisode {
  episode: { support: number[]; queries: number[]; lambda: number };
  episode_nearest_mean_accuracy: number;
  episode_ridge_accuracy: number;
  episode_ridge_weights_first_row: number[];
}

const episodes: Record<string, GoldenEpisode> = golden('fewshot_episodes');

describe.each(Object.entries(episodes))('an episode of %s', (name, expected) => {
  const { features, labels } = golden(name);
  const [, d] = features.shape;
  const { support, queries, lambda } = expected.episode;
  const rows = { support: Int32Array.from(support), queries: Int32Array.from(queries) };
  const task = gatherTask({ values: features.values, d }, rows, { ways: 4, shots: 2 });

  /** The share of queries that are right, however many each class has: one at a time, as if of the first class. */
  const accuracyOf = (scores: Float64Array) => {
    const right = queries.map((query, i) => {
      const own = labels[query];
      const row = scores.slice(i * 4, i * 4 + 4);
      const first = [row[own], ...row.filter((_, c) => c !== own)];
      return countRight(Float64Array.from([...first, ...new Array(12).fill(0)]), 4)[0];
    });
    return right.reduce((sum, each) => sum + each, 0) / queries.length;
  };

  it('has the accuracy of the nearest class mean', () => {
    expectClose(accuracyOf(nearestMean(task)), expected.episode_nearest_mean_accuracy, 1e-14);
  });

  it('has the accuracy of ridge regression, and its weights', () => {
    expectClose(accuracyOf(ridge(task, 1)), expected.episode_ridge_accuracy, 1e-14);
    const { weights } = ridgeMap(task, lambda, 1 / 4);
    const first = [0, 1, 2, 3].map((c) => weights[c * d]);
    expectAllClose(first, expected.episode_ridge_weights_first_row, 1e-13);
  });
});
