import * as tf from '@tensorflow/tfjs-core';
import { classStatistics, featureRank } from 'geocollapse';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/numeric/random.js';
import { symmetricEigenvalues } from '../../src/numeric/symmetricEigenvalues.js';
import { inFloat64 } from '../../src/tfjs/float64OnTfjsNode.js';
import { expectAllClose, expectClose } from '../support/close.js';
import { tfjsNode } from '../support/tfjsNode.js';

describe.skipIf(!tfjsNode)('float64 on tfjs-node', () => {
  /** Tensors that TensorFlow holds, those that TensorFlow.js does not know included. */
  const held = () => (tf.backend() as unknown as { getNumOfTFTensors(): number }).getNumOfTFTensors();
  const random = seededRandom(3);
  const normals = (length: number) => Float64Array.from({ length }, random.normal);
  afterEach(() => tf.setBackend('tensorflow'));

  it('is there: where this fails, tfjs-node has changed, and the exact scatter takes ten times as long', () => {
    expect(inFloat64(() => 'there')).toBe('there');
  });

  it('multiplies rows minus the row of their class as plain loops do, to 2^-50, transposed or not', () => {
    const [n, d, classes] = [37, 11, 3];
    const [rows, centres] = [Float32Array.from(normals(n * d)), normals(classes * d)];
    const labels = Int32Array.from({ length: n }, () => random.below(classes));
    const tensor = tf.tensor2d(rows, [n, d]);
    const [from, size] = [[5, 2] as [number, number], [20, 7] as [number, number]];
    const expected = new Float64Array(size[1] ** 2);
    for (let i = from[0]; i < from[0] + size[0]; i++) {
      const r = (j: number) => rows[i * d + from[1] + j] - centres[labels[i] * d + from[1] + j];
      for (let j = 0; j < size[1]; j++) for (let k = 0; k < size[1]; k++) expected[j * size[1] + k] += r(j) * r(k);
    }
    const some = Float64Array.from({ length: classes * size[1] }, (_, at) => {
      return centres[Math.floor(at / size[1]) * d + from[1] + (at % size[1])];
    });
    const found = inFloat64((float64) => {
      const chosen = labels.slice(from[0], from[0] + size[0]);
      const centre = float64.rowsAt(float64.of(some, size[1]), chosen);
      const r = float64.minus(float64.partOf(tensor, from, size), centre);
      return float64.valuesOf(float64.product(r, r, true));
    });
    expectAllClose(found!, expected, 1e-14);
    const [a, b] = [normals(6), normals(8)]; // [3, 2] and [4, 2]
    const product = inFloat64((float64) =>
      float64.valuesOf(float64.product(float64.of(a, 2), float64.of(b, 2), false, true)),
    );
    const plain = Array.from({ length: 12 }, (_, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4];
      return a[2 * i] * b[2 * j] + a[2 * i + 1] * b[2 * j + 1];
    });
    expectAllClose(product!, plain, 1e-14);
  });

  it('finds the eigenvalues of the lower triangle, the smallest first', () => {
    const size = 9;
    const matrix = normals(size * size);
    const found = inFloat64((float64) => float64.valuesOf(float64.eigenvalues(float64.of(matrix, size))))!;
    expectAllClose(found, symmetricEigenvalues(matrix, size).reverse(), 1e-12);
  });

  it('reads tensors that were uploaded or that operations made, and leaves nothing behind, nor when work throws', () => {
    const uploaded = tf.tensor2d([[1, 2]]);
    const made = tf.add(uploaded, 1);
    const values = () =>
      [uploaded, made].map((tensor) =>
        inFloat64((float64) => [...float64.valuesOf(float64.partOf(tensor, [0, 0], [1, 2]))]),
      );
    expect(values()).toEqual([
      [1, 2],
      [2, 3],
    ]);
    const before = held();
    values();
    const failing = () =>
      inFloat64((float64) => {
        float64.of(normals(4), 2);
        throw new Error('on purpose');
      });
    expect(failing).toThrow('on purpose');
    expect(held()).toBe(before);
    tf.dispose([uploaded, made]);
  });

  it('is not there on another backend', async () => {
    await tf.setBackend('cpu');
    expect(inFloat64(() => 'there')).toBe(undefined);
  });

  it.each(['executeOp', 'createTensor', 'tensorDataSync'])(
    'is not there where %s is not what it was',
    async (member) => {
      const node = tf.backend() as unknown as { binding: object };
      const stock = node.binding;
      vi.resetModules(); // what was found of a backend is kept by the module
      const fresh = await import('../../src/tfjs/float64OnTfjsNode.js');
      try {
        node.binding = Object.create(stock, { [member]: { value: () => [] } });
        expect(fresh.inFloat64(() => 'there')).toBe(undefined);
      } finally {
        node.binding = stock;
      }
    },
  );

  it.each([
    [4099, 96, 3],
    [8195, 260, 5],
  ])(
    'gives the rank of %i rows of %i values with an offset as float64 products of plain loops do',
    async (n, d, classes) => {
      const basis = normals(7 * d);
      const rows = new Float32Array(n * d);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < 7; k++) {
          const score = Math.round(6 * random.normal());
          for (let j = 0; j < d; j++) rows[i * d + j] += score * Math.round(8 * basis[k * d + j]);
        }
        for (let j = 0; j < d; j++) rows[i * d + j] += 1000;
      }
      const moment = new Float64Array(d * d);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < d; j++) for (let k = 0; k <= j; k++) moment[j * d + k] += rows[i * d + j] * rows[i * d + k];
      }
      const sigma = symmetricEigenvalues(moment, d).subarray(0, 8).map(Math.sqrt); // of rank 8: seven and the offset
      const total = sigma.reduce((sum, value) => sum + value, 0);
      const entropy = sigma.reduce((sum, value) => sum - (value / total) * Math.log(value / total), 0);
      const labels = Int32Array.from({ length: n }, () => random.below(classes));
      const features = tf.tensor2d(rows, [n, d]);
      const statistics = await classStatistics(features, labels, { classes, scatter: 'exact' });
      features.dispose();
      const { rankMe, numericalRank } = featureRank(statistics);
      expect(numericalRank).toBe(8);
      expectClose(rankMe, Math.exp(entropy), 1e-9);
      for (let j = 0; j < d; j += 17)
        for (let k = 0; k < d; k += 13) {
          expect(statistics.withinClassScatter![j * d + k]).toBe(statistics.withinClassScatter![k * d + j]);
        }
    },
  );
});
