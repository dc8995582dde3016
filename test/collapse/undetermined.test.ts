import * as tf from '@tensorflow/tfjs-core';
import {
  classStatistics,
  type NeuralCollapse,
  neuralCollapse,
  neuralCollapseFromStatistics,
  neuralCollapseOfBatches,
  type UndeterminedKey,
} from 'geocollapse';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';
import { mixture } from '../support/mixture.js';

/** The value under a key, which after a dot is that of an object within. */
const at = (record: object, key: string) =>
  key.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], record);

/**
 * Checks that exactly these keys are undetermined, each absent and with a sentence, and all numbers finite or an
 * infinite limit.
 */
function expectUndetermined(record: NeuralCollapse, keys: UndeterminedKey[]) {
  expect(Object.keys(record.undetermined).sort()).toEqual(keys.sort());
  for (const key of keys) {
    expect(at(record, key), key).toBeUndefined();
    expect(record.undetermined[key]).toMatch(/^[A-Z].*\.$/);
  }
  const look = (value: unknown): void => {
    expect(value).not.toBeNaN();
    expect(value).not.toBeUndefined();
    if (typeof value === 'object') for (const each of Object.values(value as object)) look(each);
  };
  look(record);
}

const everything = { featureRank: true, perClass: true, perPair: true };

onEveryBackend('what an input does not determine is left out with the reason, and denies nothing else', () => {
  it('nothing, of plain features', async () => {
    const { features, labels } = mixture({ counts: [9, 8, 7], d: 5, seed: 1 });
    const classifier = { weights: tf.randomNormal([5, 3], 0, 1, 'float32', 1) };
    const r = await neuralCollapse(features, labels, { classifier, complexities: [1, 2, 3], ...everything });
    expectUndetermined(r, []);
  });

  it('directions, of three balanced classes at -1, 0 and 1 on a line, turned and moved', async () => {
    for (const [step, offset] of [
      [[1], 0],
      [[0.3, -0.2, 0.7, 0.1], 0],
      [[0.3, -0.2, 0.7, 0.1], 100],
    ] as const) {
      const labels = Array.from({ length: 30 }, (_, i) => i % 3);
      const rows = labels.map((y, i) => step.map((s) => offset + (y - 1) * s + (i < 15 ? 0.125 : -0.125)));
      const r = await neuralCollapse(tf.tensor2d(rows), labels, { perPair: true });
      expectUndetermined(r, ['nc2.equiangularity', 'nc2.maxAngle', 'gnc2', 'perPair.cosines']);
      expect(r.undetermined.gnc2).toContain('class 1');
      expect(r.rank).toBe(1);
      expectClose(r.nc2!.equinormness, Math.SQRT1_2, 1e-4);
      // M M^T of (-1, 0, 1) s: entries 1, -1, 1 and zeros over a norm of 2, against (I - 1 1^T / 3) / sqrt 2.
      const [diagonal, off] = [(1 - 1 / 3) / Math.SQRT2, -1 / 3 / Math.SQRT2];
      const squares = 2 * (0.5 - diagonal) ** 2 + diagonal ** 2 + 2 * (-0.5 - off) ** 2 + 4 * off ** 2;
      expectClose(r.nc2!.etfDistance, Math.sqrt(squares), 1e-4);
      expect(r.nc1).toBeGreaterThan(0);
      expect(r.cdnv).toBeGreaterThan(0);
    }
  });

  it('angles, of a classifier with a row of zeros, and more of one of zeros', async () => {
    const { features, labels } = mixture({ counts: [9, 8, 7], d: 4, seed: 2 });
    const one = { weights: tf.tensor2d([1, 0, 2, 0, 0, 1, 3, 0, 0, 1, 0, 1], [4, 3]), bias: tf.tensor1d([1, 0, 0]) };
    const r = await neuralCollapse(features, labels, { classifier: one, perClass: true });
    const angles = ['nc2Classifier.equiangularity', 'nc2Classifier.maxAngle', 'unc3', 'perClass.classifierCosines'];
    expectUndetermined(r, angles as UndeterminedKey[]);
    expect(r.nc3).toBeGreaterThan(0);
    expect(r.nc2Classifier!.equinormness).toBeGreaterThan(0);
    const zeros = await neuralCollapse(features, labels, { classifier: { weights: tf.zeros([4, 3]) } });
    expectUndetermined(zeros, ['nc2Classifier', 'nc3', 'nc3Unsquared', 'unc3']);
    expect([zeros.biasCollapse, zeros.classifierAccuracy]).toEqual([0, labels.filter((y) => y === 0).length / 24]);
  });

  it('ratios, of two classes that are one point', async () => {
    const features = tf.tensor2d([1, 2, 1, 2, 5, 5, 6, 7, 1, 2], [5, 2]);
    const r = await neuralCollapse(features, [0, 1, 2, 2, 0], { complexities: [0, 0, 1], ...everything });
    const ratios = ['cdnv', 'directionalCdnv', 'perClass.cdnv', 'perPair.cdnv', 'perPair.directionalCdnv'] as const;
    // On one ray from mu_G, the two leave no distance between their directions either: GNC2 has its limit.
    expectUndetermined(r, [...ratios, 'geometricCollapse']);
    expect(r.undetermined.cdnv).toContain('Classes 0 and 1');
    expect(r.gnc2).toEqual({ mean: Infinity, variance: Infinity });
    expect(r.rank).toBe(1);
    expect(r.poincareRatio).toBe(1.25);
    expect(r.perClass!.nearestClass).toEqual([1, 0, 0]);
  });

  it('all that compares classes, where all their means are equal; spread, accuracy and rank are there', async () => {
    const features = tf.tensor2d([-1, 0, 1, 0, 0, -2, 0, 2], [4, 2]);
    const classifier = { weights: tf.tensor2d([1, -1, 0, 1], [2, 2]) };
    const compares = ['nc1', 'nc1TraceRatio', 'condition', 'nc2', 'gnc2', 'unc3', 'nc3', 'nc3Unsquared'] as const;
    const r = await neuralCollapse(features, [0, 0, 1, 1], { classifier, ...everything });
    expectUndetermined(r, [...compares, 'perClass.classifierCosines', 'perPair.cosines']);
    expect([r.cdnv, r.directionalCdnv, r.rank]).toEqual([Infinity, Infinity, 0]);
    expect(r.nearestClassMeanAccuracy).toBe(0.5); // every tie goes to class 0
    expect(r.perClass!.variances).toEqual([1, 4]);
    expectClose(r.rankMe!, Math.exp(-Math.log(1 / 3) / 3 - (2 * Math.log(2 / 3)) / 3), 1e-6);
  });

  it('the rank of features that are all zero', async () => {
    const r = await neuralCollapse(tf.zeros([4, 3]), [0, 0, 1, 1], { featureRank: true });
    expect(Object.keys(r.undetermined)).toEqual(expect.arrayContaining(['rankMe', 'numericalRank', 'nc1', 'cdnv']));
    expect(r).not.toHaveProperty('rankMe');
    const zeros = tf.zeros([4, 3]);
    await expectNoLeak(() => neuralCollapse(zeros, [0, 0, 1, 1]));
  });

  it('the same by all three routes', async () => {
    const labels = [0, 1, 2, 0, 1, 2];
    const features = tf.tensor2d([-1, 3, 0, 3, 1, 3, -1, 3, 0, 3, 1, 3], [6, 2]);
    const one = await neuralCollapse(features, labels, { perPair: true });
    const halves = [0, 3].map((start) => ({ features: tf.slice(features, [start, 0], [3, 2]), labels: [0, 1, 2] }));
    const two = await neuralCollapseOfBatches(() => halves, { perPair: true });
    expect(two.undetermined).toEqual(one.undetermined);
    const s = await classStatistics(features, labels, { scatter: true });
    expect((await neuralCollapseFromStatistics(s, { perPair: true })).undetermined).toEqual(one.undetermined);
    expect(JSON.parse(JSON.stringify(one)).undetermined).toEqual(one.undetermined);
  });
});
