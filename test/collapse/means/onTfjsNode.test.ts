import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { meanSpan } from '../../../src/collapse/means/meanSpan.js';
import { projectionOnTfjsNode } from '../../../src/collapse/means/onTfjsNode.js';
import { pairDistances } from '../../../src/collapse/means/pairDistances.js';
import { seededRandom } from '../../../src/numeric/random.js';
import { expectClose } from '../../support/close.js';
import { largestDifference } from '../../support/matrices.js';
import { tfjsNode } from '../../support/tfjsNode.js';

const [classes, d] = [420, 480]; // 420 x 420 x 480 and 419^3 multiplications are above 2^26

/** Means of which two are equal, one is a millionth from another, and one a combination of two, at an offset. */
function troubledMeans(): Float64Array {
  const random = seededRandom(8);
  const means = Float64Array.from({ length: classes * d }, () => 50 + random.normal());
  const row = (c: number) => means.subarray(c * d, (c + 1) * d);
  row(7).set(row(300));
  row(8).set(row(301).map((value) => value + 1e-6 * random.normal()));
  row(9).set(row(302).map((value, j) => 2 * value - row(303)[j]));
  return means;
}

/** What a means' span says of a vector v: rank, ||A Q v||^2 and T Q v. */
function readings({ rank, width, basis, whitening, coordinates }: ReturnType<typeof meanSpan>, v: Float64Array) {
  const product = (matrix: Float64Array, x: Float64Array) =>
    Float64Array.from({ length: matrix.length / x.length }, (_, i) => {
      return x.reduce((sum, value, j) => sum + matrix[i * x.length + j] * value, 0);
    });
  const inside = product(basis, v);
  expect(inside.length).toBe(width);
  const whitened = product(whitening, inside).reduce((sum, value) => sum + value * value, 0);
  return { rank, whitened, along: product(coordinates, inside) };
}

describe.skipIf(!tfjsNode)('the means of many classes on tfjs-node', () => {
  it('have the distances and the span that JavaScript finds, equal, close and dependent ones too', async () => {
    const means = troubledMeans();
    const counts = new Float64Array(classes).fill(50);
    const statistics = { classes, dimension: d, counts, means, squaredDeviations: counts.map((n) => n * d) };
    const random = seededRandom(9);
    const v = Float64Array.from({ length: d }, random.normal);
    const found = [];
    for (const backend of ['tensorflow', 'cpu']) {
      await tf.setBackend(backend);
      expect(projectionOnTfjsNode(classes, d) === undefined).toBe(backend === 'cpu');
      const before = tf.memory().numTensors;
      const span = meanSpan(statistics, { rankTolerance: 2 ** -53 });
      const distances = pairDistances(means, classes);
      expect(tf.memory().numTensors).toBe(before);
      found.push({ ...readings(span, v), distances });
    }
    const [native, plain] = found;
    expect(native.rank).toBe(classes - 3); // less the mean of all, the equal one and the combination
    expect(plain.rank).toBe(native.rank);
    expectClose(native.whitened, plain.whitened, 1e-6); // the direction of a millionth is known to 2^-53 / 1e-6
    expect(largestDifference(native.along, plain.along)).toBeLessThan(1e-10);
    let worst = 0; // relative
    for (let c = 0; c < classes; c++) {
      const [row, exact] = [native.distances(c), plain.distances(c)];
      for (let i = 0; i < classes; i++)
        if (row[i] !== exact[i]) worst = Math.max(worst, Math.abs(row[i] / exact[i] - 1));
    }
    expect(worst).toBeLessThan(1e-11);
    expect(native.distances(7)[300]).toBe(0);
  });
});
