import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { classStatistics, nc1, neuralCollapse, neuralCollapseFromStatistics } from 'geocollapse';
import { describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { mixture } from '../support/mixture.js';
import { reference } from '../support/reference.js';

const conventions = (['sample', 'class'] as const).flatMap((globalMean) =>
  (['class', 'sample'] as const).map((weights) => ({ globalMean, classWeights: weights })),
);

/** Vertices of a simplex equiangular tight frame of C classes in C dimensions, `copies` examples each. */
function simplex(classes: number, copies: number) {
  const labels = Array.from({ length: classes * copies }, (_, i) => i % classes);
  const rows = labels.map((y) => Array.from({ length: classes }, (_, j) => (y === j ? 1 : 0) - 1 / classes));
  return { labels, features: tf.tensor2d(rows) };
}

/** Any mixture: 2 to 6 classes of 1 to 12 examples, 1 to 8 dimensions (C > d too), spread from tight to overlapping. */
const mixtures = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
  d: fc.integer({ min: 1, max: 8 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  spread: fc.constantFrom(0.01, 0.3, 1),
});

onEveryBackend('neural collapse', () => {
  it('of four points on a line, by hand', async () => {
    const r = await neuralCollapse(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
    expectClose(r.nc1!, 0.125); // Sigma_W = 1/4, Sigma_B = 1, C = 2
    expectClose(r.nc1TraceRatio!, 0.25);
    expectClose(r.cdnv!, 0.0625); // (1/4 + 1/4) / (2 . 4)
    expectClose(r.directionalCdnv!, 0.0625);
    expect(r.nc2).toEqual({ equinormness: 0, equiangularity: 0, maxAngle: 0, etfDistance: expect.closeTo(0, 12) });
    expectClose(r.gnc2!.mean, -Math.LN2);
    expect(r.rank).toBe(1);
    expect(r.nearestClassMeanAccuracy).toBe(1);
    expect(r.nc3).toBeUndefined();
    expect(r.nc4).toBeUndefined();
  });

  for (const options of conventions) {
    it(`equals the definitions restated with ${JSON.stringify(options)}: plain, singleton classes, C > d, offset 1e4`, async () => {
      for (const [input, tolerance] of [
        [{ counts: [30, 20, 10], d: 8, seed: 1 }, 1e-6],
        [{ counts: [30, 1, 1, 5], d: 6, seed: 2 }, 1e-6],
        [{ counts: [9, 8, 7, 6, 5, 4, 3], d: 3, seed: 3 }, 1e-6],
        [{ counts: [30, 20, 10], d: 8, seed: 4, offset: 1e4, scale: 1e-2, spread: 0.1 }, 1e-4],
        [{ counts: [12, 12], d: 5, seed: 5, scale: 1e-20 }, 1e-6],
        [{ counts: [12, 12], d: 5, seed: 5, scale: 1e15 }, 1e-6],
      ] as const) {
        const { values, labels, d, features } = mixture({ ...input, counts: [...input.counts] });
        const truth = reference(values, labels, d, options);
        const r = await neuralCollapse(features, labels, options);
        const s = await classStatistics(features, labels, { scatter: true });
        expectClose(r.nc1!, truth.nc1, tolerance);
        expectClose(nc1(s, options), r.nc1!, 1e-6);
        expectClose(r.cdnv!, truth.cdnv, tolerance);
        expectClose(r.directionalCdnv!, truth.directionalCdnv, tolerance);
        expectClose((await neuralCollapseFromStatistics(s, options)).nc1!, r.nc1!, 1e-6);
      }
    });
  }

  it.each([
    ['nothing', { spread: 2 }],
    ['their mean', { spread: 2, offset: 50 }],
    ['their class means', { spread: 1e-3, offset: 50 }],
  ])('equals the definitions restated where rows are multiplied about %s', async (_, input) => {
    const { values, labels, d, features } = mixture({ counts: [90, 70, 50, 60], d: 12, seed: 9, ...input });
    const truth = reference(values, labels, d);
    const r = await neuralCollapse(features, labels);
    expectClose(r.nc1!, truth.nc1, 1e-6);
    expectClose(r.cdnv!, truth.cdnv, 1e-6);
    expectClose(r.directionalCdnv!, truth.directionalCdnv, 1e-6);
  });

  it('keeps its NC1 at class means of condition number 1e3, where float32 with a squared condition is 0.5% off', async () => {
    const { labels, d, values, n } = mixture({ counts: [50, 50, 50, 50], d: 6, seed: 6 });
    for (let i = 0; i < n; i++) values[i * d] *= 1e-3;
    const r = await neuralCollapse(tf.tensor2d(values, [n, d]), labels);
    expectClose(r.nc1!, reference(values, labels, d).nc1, 1e-6);
  });

  it('counts the bias in NC4: a frame whose bias is all wrong agrees with it nowhere but in one class', async () => {
    const { features, labels } = simplex(4, 5);
    const classifier = { weights: tf.eye(4), bias: tf.tensor1d([0, 0, 0, 100]) };
    const r = await neuralCollapse(features, labels, { classifier });
    expect(r.nc4).toBe(0.75);
    expect(r.classifierAccuracy).toBe(0.25);
    expect((await neuralCollapse(features, labels, { classifier: { weights: tf.eye(4) } })).nc4).toBe(0);
  });

  it('is zero, not an error, where every class has zero variance, classes of one included', async () => {
    const r = await neuralCollapse(
      tf.tensor2d([
        [0, 1],
        [0, 1],
        [5, 2],
        [3, 3],
      ]),
      [0, 0, 1, 2],
    );
    expect([r.nc1, r.nc1TraceRatio, r.cdnv, r.directionalCdnv]).toEqual([0, 0, 0, 0]);
    expect(r.rank).toBe(2);
  });

  it('reports the rank where class means are dependent, and the pseudo-inverse of what is there', async () => {
    const { features, labels, values, d } = mixture({ counts: [8, 8, 8, 8], d: 3, seed: 9 });
    const flat = tf.mul(features, tf.tensor1d([1, 0, 0]));
    const r = await neuralCollapse(flat, labels);
    expect(r.rank).toBe(1);
    expectClose(
      r.nc1!,
      reference(
        values.map((value, at) => (at % d === 0 ? value : 0)),
        labels,
        d,
      ).nc1,
      1e-6,
    );
  });

  it('keeps bounds: 0 <= directional CDNV <= CDNV, rank <= min(C - 1, d), shares within 0 and 1', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures, async (input) => {
        const { features, labels, d } = mixture(input);
        const r = await neuralCollapse(features, labels);
        expect(r.nc1).toBeGreaterThanOrEqual(0);
        expect(r.directionalCdnv).toBeGreaterThanOrEqual(0);
        expect(r.directionalCdnv).toBeLessThanOrEqual(r.cdnv! * (1 + 1e-6));
        expect(r.rank).toBeLessThanOrEqual(Math.min(input.counts.length - 1, d));
        expect(r.nearestClassMeanAccuracy).toBeGreaterThanOrEqual(0);
        expect(r.nearestClassMeanAccuracy).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('leaves no tensor behind, after success and after an error', async () => {
    const { features, labels } = mixture({ counts: [20, 15, 10], d: 4, seed: 7 });
    const classifier = { weights: tf.ones([4, 3]), bias: tf.ones([3]) };
    const s = await classStatistics(features, labels, { scatter: true });
    await expectNoLeak(() => neuralCollapse(features, labels, { classifier }));
    await expectNoLeak(() => neuralCollapseFromStatistics(s, { classifier, complexities: [1, 2, 3] }));
    const transposed = { weights: tf.ones([3, 4]) };
    await expectNoLeak(() => neuralCollapse(features, labels, { classifier: transposed }), 'weights must be');
  });
});

describe('bad input gets an error that names the argument and the remedy', () => {
  const features = () => tf.tensor2d([1, 2, 3, 4, 5, 7], [3, 2]);
  it.each([
    ['one class', () => neuralCollapse(features(), [0, 0, 0]), 'of at least 2 classes, got 1'],
    ['an empty class', () => neuralCollapse(features(), [0, 2, 2]), 'one example each, got none of class 1'],
    [
      'an unknown convention',
      () => neuralCollapse(features(), [0, 1, 1], { classWeights: 'both' as 'class' }),
      "classWeights must be one of 'sample', 'class', got \"both\"",
    ],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});
