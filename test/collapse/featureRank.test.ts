import * as tf from '@tensorflow/tfjs-core';
import {
  classStatistics,
  featureRank,
  mergeClassStatistics,
  neuralCollapse,
  neuralCollapseFromStatistics,
} from 'geocollapse';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { rowBasis } from '../../src/numeric/rowBasis.js';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';
import { eigenvalues } from '../support/reference.js';

/** RankMe restated: singular values from a Jacobi eigen-decomposition of H^T H in float64. */
function restated(values: ArrayLike<number>, n: number, d: number) {
  const moment = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += values[k * d + i] * values[k * d + j];
      return sum;
    }),
  );
  const sigma = eigenvalues(moment).map((value) => Math.sqrt(Math.max(0, value)));
  const total = sigma.reduce((sum, value) => sum + value, 0);
  return Math.exp(-sigma.reduce((sum, value) => sum + (value > 0 ? (value / total) * Math.log(value / total) : 0), 0));
}

onEveryBackend('the rank of features', () => {
  const rankOf = async (features: tf.Tensor, labels: number[]) =>
    featureRank(await classStatistics(features, labels, { scatter: true }));

  it('by hand: the identity uses all directions, a column one, 3 : 1 in between', async () => {
    expect(await rankOf(tf.eye(4), [0, 0, 1, 1])).toEqual({ rankMe: expect.closeTo(4, 12), numericalRank: 4 });
    expect(
      await rankOf(
        tf.tensor2d([
          [1, 1],
          [2, 2],
          [-1, -1],
        ]),
        [0, 1, 1],
      ),
    ).toEqual({
      rankMe: expect.closeTo(1, 6),
      numericalRank: 1,
    });
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expectClose(
      (
        await rankOf(
          tf.tensor2d([
            [3, 0],
            [0, -1],
          ]),
          [0, 0],
        )
      ).rankMe,
      Math.exp(entropy),
      1e-12,
    );
  });

  it('equals its definition restated, of features that are not centred, at any offset and scale', async () => {
    for (const options of [{}, { offset: 3 }, { scale: 1e-12 }, { spread: 1e-3 }]) {
      const { features, labels, values, n, d } = mixture({ counts: [30, 8, 1], d: 6, seed: 2, ...options });
      expectClose((await rankOf(features, labels)).rankMe, restated(values, n, d), 1e-6);
    }
  });

  it('does not depend on the labels, is at most min(N, d), and survives a merge', async () => {
    const { features, labels, n } = mixture({ counts: [4, 3], d: 12, seed: 3 });
    const whole = await rankOf(features, labels);
    expect(whole.numericalRank).toBe(7);
    expect(whole.rankMe).toBeLessThan(7);
    expectClose(
      (
        await rankOf(
          features,
          labels.map(() => 0),
        )
      ).rankMe,
      whole.rankMe,
      1e-6,
    );
    const [a, b] = [0, 3].map((start) => tf.slice(features, [start, 0], [start === 0 ? 3 : n - 3, -1]));
    const options = { scatter: true, classes: 2 };
    const merged = mergeClassStatistics(
      await classStatistics(a, labels.slice(0, 3), options),
      await classStatistics(b, labels.slice(3), options),
    );
    expectClose(featureRank(merged).rankMe, whole.rankMe, 1e-6);
  });

  it('of low-rank features that are many: an exact scatter leaves nothing in the directions that are not there', async () => {
    const [n, d, rank] = [3000, 48, 5];
    const random = seededRandom(6);
    const factors = Float32Array.from({ length: rank * d }, () => Math.round(8 * random.normal()));
    const values = new Float32Array(n * d); // whole numbers: of rank 5 without rounding
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < rank; k++) {
        const score = Math.round(4 * random.normal());
        for (let j = 0; j < d; j++) values[i * d + j] += score * factors[k * d + j];
      }
    }
    const labels = Array.from({ length: n }, (_, i) => i % 3);
    const record = await neuralCollapse(tf.tensor2d(values, [n, d]), labels, { featureRank: true });
    expect(record.numericalRank).toBe(rank);
    expectClose(record.rankMe!, restated(values, n, d), 1e-5);
  });

  it('is that of the singular values that features were made with, at any rank: RankMe to 1e-5', async () => {
    const random = seededRandom(12);
    const orthonormal = (rows: number, columns: number) =>
      rowBasis(Float64Array.from({ length: rows * columns }, random.normal), rows, columns, () => 0).basis;
    for (const [n, d] of [
      [50, 128],
      [130, 64],
      [100, 256],
    ]) {
      const least = Math.min(n, d);
      for (const rank of [1, 2, 5, Math.ceil(least / 2), least - 1, least]) {
        for (const decades of [0, 2]) {
          const sigma = Array.from({ length: rank }, (_, k) => 10 ** ((-decades * k) / rank));
          const [u, v] = [orthonormal(rank, n), orthonormal(rank, d)];
          const values = Float32Array.from({ length: n * d }, (_, at) => {
            let sum = 0;
            for (let k = 0; k < rank; k++) sum += sigma[k] * u[k * n + Math.floor(at / d)] * v[k * d + (at % d)];
            return sum;
          });
          const labels = Array.from({ length: n }, (_, i) => i % 3);
          const r = await neuralCollapse(tf.tensor2d(values, [n, d]), labels, { featureRank: true });
          const total = sigma.reduce((sum, value) => sum + value, 0);
          const entropy = sigma.reduce((sum, value) => sum - (value / total) * Math.log(value / total), 0);
          expectClose(r.rankMe!, Math.exp(entropy), 1e-5);
          expect(r.numericalRank).toBe(rank);
        }
      }
    }
  });

  it('of features with a spread of .01 at an offset of 1e4: one direction, and no error', async () => {
    const { features, labels } = mixture({ counts: [40, 40], d: 64, seed: 3, offset: 1e4, scale: 0.01 });
    const { rankMe, numericalRank } = await neuralCollapse(features, labels, { featureRank: true });
    expect(rankMe).toBeGreaterThan(1);
    expect(rankMe).toBeLessThan(1.01);
    expect(numericalRank).toBe(1);
  });

  it('is refused, of a scatter of float32 products that hides it, and denies nothing else', async () => {
    const [n, d] = [4000, 128];
    const random = seededRandom(7);
    const factors = Float64Array.from({ length: 5 * d }, random.normal);
    const scores = Float64Array.from({ length: n * 5 }, random.normal);
    const values = Float32Array.from({ length: n * d }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < 5; k++) sum += scores[Math.floor(at / d) * 5 + k] * factors[k * d + (at % d)];
      return sum;
    });
    const labels = Array.from({ length: n }, (_, i) => i % 3);
    const s = await classStatistics(tf.tensor2d(values, [n, d]), labels, { scatter: true });
    try {
      expectClose(featureRank(s).rankMe, restated(values, n, d), 0.01);
    } catch (error) {
      expect(String(error)).toContain("Pass { scatter: 'exact' } to classStatistics");
      const record = await neuralCollapseFromStatistics(s, { featureRank: true });
      expect(record.undetermined.rankMe).toContain('float32 products');
      expect(record.cdnv).toBeGreaterThan(0);
    }
    const full = mixture({ counts: [2000, 2000], d: 64, seed: 8 });
    const plain = await classStatistics(full.features, full.labels, { scatter: true });
    expect(plain.float32Scatter).toBe(true);
    expectClose(featureRank(plain).rankMe, restated(full.values, 4000, 64), 1e-3);
  });

  it('is part of the one record on request, and only then', async () => {
    const { features, labels } = mixture({ counts: [10, 10], d: 5, seed: 4 });
    const record = await neuralCollapse(features, labels, { featureRank: true });
    expect({ rankMe: record.rankMe, numericalRank: record.numericalRank }).toEqual(await rankOf(features, labels));
    expect(await neuralCollapse(features, labels)).not.toHaveProperty('rankMe');
  });

  it('refuses zeros, a missing scatter and a bad tolerance', async () => {
    await expect(rankOf(tf.zeros([3, 2]), [0, 1, 1])).rejects.toThrow('of features that are not all zero');
    const s = await classStatistics(tf.eye(2), [0, 1]);
    expect(() => featureRank(s)).toThrow('Pass { scatter: true } to classStatistics.');
    const scattered = await classStatistics(tf.eye(2), [0, 1], { scatter: true });
    expect(() => featureRank(scattered, { tolerance: Number.NaN })).toThrow('tolerance must be a finite number');
    expect(featureRank(scattered, { tolerance: 1 }).numericalRank).toBe(0);
  });
});
