import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, neuralCollapse, neuralCollapseFromStatistics, neuralCollapseOfBatches } from 'geocollapse';
import { expect, expectTypeOf, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { golden, goldenTensor } from '../support/golden.js';
import { expectNoLeak } from '../support/leaks.js';
import { HARD_MIXTURES, mixture } from '../support/mixture.js';

/** The mean of ||h - mu_c||^4 over the rows of each class, in plain loops. */
function fourthMoments(values: ArrayLike<number>, labels: readonly number[], d: number): number[] {
  return Array.from({ length: Math.max(...labels) + 1 }, (_, c) => {
    const rows = labels.flatMap((y, i) =>
      y === c ? [Array.from({ length: d }, (_, j) => values[i * d + j] - values[labels.indexOf(c) * d + j])] : [],
    );
    const mean = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
    const squares = rows.map((row) => row.reduce((sum, x, j) => sum + (x - mean[j]) ** 2, 0));
    return squares.reduce((sum, square) => sum + square ** 2, 0) / rows.length;
  });
}

const asked = { fourthMoments: true } as const;

onEveryBackend('fourth moments', () => {
  it('by hand: residuals of -1, 0, 1 have (1 + 0 + 1) / 3, a class of one has 0', async () => {
    const record = await neuralCollapse(tf.tensor2d([[4], [5], [6], [1]]), [0, 0, 0, 1], asked);
    expectTypeOf(record.fourthMoments).toEqualTypeOf<readonly number[]>();
    expect(record.fourthMoments).toEqual([2 / 3, 0]);
  });

  it.each(['c4_n60_d7_balanced', 'c4_n60_d7_unbalanced'])(
    'of %s are those that were computed elsewhere',
    async (name) => {
      const { features, labels } = golden(name);
      const record = await neuralCollapse(goldenTensor(features), labels, asked);
      expectAllClose(record.fourthMoments, golden(`${name}.more`).values_float64.fourth_moments, 1e-6, 0);
    },
  );

  it.each(HARD_MIXTURES)('of features %s are those of plain loops, whole or streamed', async (_, input) => {
    const { features, values, labels, n, d } = mixture({ counts: [40, 25, 7, 2], d: 9, seed: 3, ...input });
    const expected = fourthMoments(values, labels, d);
    const batches = [0, 30, 31].map((start, k) => {
      const count = [30, 1, n - 31][k];
      return { features: tf.slice(features, [start, 0], [count, d]), labels: labels.slice(start, start + count) };
    });
    const records = [await neuralCollapse(features, labels, asked), await neuralCollapseOfBatches(batches, asked)];
    for (const record of records) expectAllClose(record.fourthMoments, expected, 1e-6, 0);
  });

  it('are at least the squares of the variances, and 0 exactly for classes that are points', async () => {
    const { features, labels } = mixture({ counts: [5, 9, 30], d: 6, seed: 4 });
    const { fourthMoments, perClass } = await neuralCollapse(features, labels, { ...asked, perClass: true });
    for (const [c, moment] of fourthMoments.entries()) expect(moment).toBeGreaterThan(perClass.variances[c] ** 2);
    const points = tf.tensor2d([1 / 3, 1e4, 7, 8, 1 / 3, 1e4, 7, 8], [4, 2]);
    expect((await neuralCollapse(points, [0, 1, 0, 1], asked)).fourthMoments).toEqual([0, 0]);
    const batches = [0, 1].map(() => ({ features: tf.slice(points, [0, 0], [2, 2]), labels: [0, 1] }));
    expect((await neuralCollapseOfBatches(batches, asked)).fourthMoments).toEqual([0, 0]);
  });

  it('have to be asked for, of features, and leave no tensor behind', async () => {
    const { features, labels } = mixture({ counts: [5, 9], d: 6, seed: 4 });
    expect(await neuralCollapse(features, labels)).not.toHaveProperty('fourthMoments');
    await expectNoLeak(() => neuralCollapse(features, labels, asked));
    const statistics = await classStatistics(features, labels);
    // @ts-expect-error: statistics do not tell them
    const refused = neuralCollapseFromStatistics(statistics, { perClass: true, fourthMoments: true });
    await expect(refused).rejects.toThrow("got 'fourthMoments'");
  });

  it('of more rows than a block holds are those of plain loops', async () => {
    const { features, values, labels, d } = mixture({ counts: [150, 160], d: 8192, seed: 5, offset: 3 });
    const record = await neuralCollapse(features, labels, asked);
    for (const [c, moment] of fourthMoments(values, labels, d).entries()) {
      expectClose(record.fourthMoments[c], moment, 1e-6);
    }
  });
});
