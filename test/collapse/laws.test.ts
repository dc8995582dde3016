import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  classStatistics,
  emptyClassStatistics,
  mergeClassStatistics,
  type NeuralCollapse,
  neuralCollapse,
  neuralCollapseFromStatistics,
} from 'geocollapse';
import { expect, it } from 'vitest';
import { permutation, seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { mixture } from '../support/mixture.js';

/** Any mixture: 2 to 6 classes of 1 to 12 examples, 1 to 8 dimensions (C > d too), spread from tight to overlapping. */
const mixtures = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
  d: fc.integer({ min: 1, max: 8 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  spread: fc.constantFrom(0.01, 0.3, 1),
});
const runs = { numRuns: 25 };

/** Measures that are numbers without a unit, so that neither motion nor scale changes them. */
const DIMENSIONLESS = ['nc1', 'nc1TraceRatio', 'cdnv', 'directionalCdnv'] as const;
function expectSame(a: NeuralCollapse, b: NeuralCollapse, tolerance: number) {
  expect(a.rank).toBe(b.rank);
  for (const key of DIMENSIONLESS) expectClose(a[key]!, b[key]!, tolerance, 1e-9);
  for (const key of ['equinormness', 'equiangularity', 'maxAngle', 'etfDistance'] as const) {
    expectClose(a.nc2![key]!, b.nc2![key]!, tolerance, 1);
  }
}

/** A random rotation: the product of d reflections. */
function rotation(d: number, seed: number): tf.Tensor2D {
  const random = seededRandom(seed);
  return tf.tidy(() => {
    let q = tf.eye(d);
    for (let k = 0; k < d; k++) {
      const v = tf.tensor2d(Float32Array.from({ length: d }, random.normal), [d, 1]);
      q = tf.sub(q, tf.matMul(tf.matMul(q, v), tf.div(tf.mul(2, tf.transpose(v)), tf.sum(tf.square(v)))));
    }
    return q;
  });
}

/** A mixture whose means are well apart relative to float32, so that moving it rounds little. */
const wellPosed = (r: NeuralCollapse) => r.nc1! < 1e3;

onEveryBackend('laws', () => {
  it('merging is associative and commutative, and gives the whole, however the examples are cut', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures, fc.nat(), fc.nat(), async (input, first, second) => {
        const { features, labels, n } = mixture(input);
        const cuts = [0, first % (n + 1), second % (n + 1), n].sort((a, b) => a - b);
        const options = { classes: input.counts.length, scatter: true };
        const [a, b, c] = await Promise.all(
          [0, 1, 2].map(async (k) => {
            if (cuts[k] === cuts[k + 1]) return emptyClassStatistics();
            const rows = tf.slice(features, [cuts[k], 0], [cuts[k + 1] - cuts[k], -1]);
            return classStatistics(rows, labels.slice(cuts[k], cuts[k + 1]), options);
          }),
        );
        const whole = await classStatistics(features, labels, options);
        for (const merged of [
          mergeClassStatistics(mergeClassStatistics(a, b), c),
          mergeClassStatistics(a, mergeClassStatistics(b, c)),
          mergeClassStatistics(c, mergeClassStatistics(b, a)),
        ]) {
          expect(merged.counts).toEqual(whole.counts);
          expectAllClose(merged.means, whole.means, 1e-13);
          const scale = Math.max(...whole.squaredDeviations);
          expectAllClose(merged.squaredDeviations, whole.squaredDeviations, 1e-6, scale);
          expectAllClose(merged.withinClassScatter!, whole.withinClassScatter!, 1e-6, scale);
        }
      }),
      runs,
    );
  });

  it('the streaming route gives what the features in memory give, to 1e-6', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures, async (input) => {
        const { features, labels } = mixture(input);
        const one = await neuralCollapse(features, labels);
        const streamed = await neuralCollapseFromStatistics(await classStatistics(features, labels, { scatter: true }));
        expectClose(streamed.nc1!, one.nc1!, 1e-6, 1e-12);
        expectClose(streamed.cdnv!, one.cdnv!, 1e-12);
        expect(streamed.nc2).toEqual(one.nc2);
      }),
      runs,
    );
  });

  it('the order of the examples and the names of the classes do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures, async (input) => {
        const { features, labels, n } = mixture(input);
        const random = seededRandom(input.seed);
        const [order, names] = [permutation(n, random), permutation(input.counts.length, random)];
        const shuffled = await neuralCollapse(
          tf.gather(features, tf.tensor1d(order, 'int32')),
          Array.from(order, (i) => names[labels[i]]),
        );
        expectSame(shuffled, await neuralCollapse(features, labels), 1e-5);
      }),
      runs,
    );
  });

  it('rotation, scale and translation do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures, fc.constantFrom(1e-8, 3, 1e8), async (input, scale) => {
        const { features, labels, d } = mixture(input);
        const base = await neuralCollapse(features, labels);
        fc.pre(wellPosed(base));
        const turned = tf.matMul(features, rotation(d, input.seed)) as tf.Tensor2D;
        for (const moved of [turned, tf.mul(features, scale), tf.add(features, 2)]) {
          expectSame(await neuralCollapse(moved, labels), base, 2e-3);
        }
      }),
      runs,
    );
  });

  it('bounds hold: 0 <= directional CDNV <= CDNV, rank <= min(C - 1, d), shares within 0 and 1', async () => {
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
      runs,
    );
  });
});
