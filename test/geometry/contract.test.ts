/** The contract over geometric complexities: one row of laws for each number of a result, and each law is tested. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type ComplexityOfBatches,
  emptyGeometricComplexity,
  geometricComplexity,
  geometricComplexityOfBatches,
  mergeGeometricComplexities,
} from 'geocollapse/geometry';
import { describe, expect, it } from 'vitest';
import { permutation, seededRandom } from '../../src/numeric/random.js';
import { onEveryBackend } from '../support/backends.js';
import { exactRotation } from '../support/exactRotation.js';
import { expectLaws, type Values, valuesOf } from '../support/expectLaws.js';
import { times } from '../support/laws.js';

interface Case {
  f: (x: tf.Tensor) => tf.Tensor;
  x: tf.Tensor;
  y: Int32Array;
}

/** Powers of the factor by which the embedding or the inputs are multiplied, or how often each example is repeated. */
interface Laws {
  per: 'whole' | 'class' | 'example';
  embedding: number;
  inputs: number;
  copies: number;
  rounding: readonly [tolerance: number, size?: 1];
}

const [n, p, d, classes] = [14, 6, 8, 3];
/** Of products and sums of float32 numbers. */
const complexity = { embedding: 2, inputs: -2, copies: 0, rounding: [2 ** -18] } as const;
const number = { per: 'whole', embedding: 0, inputs: 0, copies: 0, rounding: [0] } as const;
const TABLE: Record<string, Laws> = {
  mean: { ...complexity, per: 'whole' },
  standardError: { ...complexity, per: 'whole' },
  interval: { ...complexity, per: 'whole' },
  perExample: { ...complexity, per: 'example' },
  perClass: { ...complexity, per: 'class' },
  count: { ...number, copies: 1 },
  vjps: number,
};

function plain(): Case {
  const x = tf.randomNormal([n, p], 0, 1, 'float32', 1);
  const [inner, outer] = [
    tf.randomNormal([p, 10], 0, 0.6, 'float32', 2) as tf.Tensor2D,
    tf.randomNormal([10, d], 0, 0.6, 'float32', 3) as tf.Tensor2D,
  ];
  const f = (z: tf.Tensor) => tf.tidy(() => tf.matMul(tf.tanh(tf.matMul(z as tf.Tensor2D, inner)), outer));
  return { f, x, y: Int32Array.from({ length: n }, (_, i) => ((i * i) % classes === 1 ? i % 3 : i % 2)) };
}

async function complexityOf({ f, x, y }: Case, options = {}): Promise<ComplexityOfBatches> {
  return geometricComplexityOfBatches(f, [{ x, y }], { estimator: 'exact', classes, ...options });
}

/** The numbers of a result; what only a merge needs is no part of it. */
const numbersOf = ({ state: _, target: __, ...numbers }: ComplexityOfBatches) => valuesOf(numbers);

async function expectMoved(
  before: Values,
  moved: Case,
  expected: (value: Float64Array, laws: Laws) => Float64Array,
  options = {},
) {
  expectLaws(TABLE, numbersOf(await complexityOf(moved, options)), (key, laws) => expected(before[key]!, laws));
}

/** An orthogonal map of vectors of that length, as a matrix [size, size]. */
function orthogonal(size: number, seed: number): tf.Tensor2D {
  const unit = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  return tf.tensor2d(Float32Array.from(exactRotation(size, seed)(unit)), [size, size]);
}

const gathered = ({ f, x, y }: Case, order: Int32Array): Case => ({
  f,
  x: tf.gather(x, tf.tensor1d(order, 'int32')),
  y: Int32Array.from(order, (i) => y[i]),
});

const same = (value: Float64Array) => value;

onEveryBackend('geometric complexity', () => {
  it('has a law for each number of its result, and each class has examples', async () => {
    const result = numbersOf(await complexityOf(plain()));
    expect(Object.keys(result).sort()).toEqual(Object.keys(TABLE).sort());
    for (const value of result.perClass!) expect(value).toBeGreaterThan(0);
  });

  it('is indifferent to the order of the examples and to the numbers of the classes', async () => {
    const [given, random] = [plain(), seededRandom(1)];
    const before = numbersOf(await complexityOf(given));
    const order = permutation(n, random);
    await expectMoved(before, gathered(given, order), (value, { per }) =>
      per === 'example' ? Float64Array.from(order, (i) => value[i]) : value,
    );
    const names = Int32Array.of(2, 0, 1);
    const renamed = { ...given, y: given.y.map((c) => names[c]) };
    await expectMoved(before, renamed, (value, { per }) =>
      per === 'class' ? Float64Array.of(value[1], value[2], value[0]) : value,
    );
  });

  it('is indifferent to rotations of the inputs and the features, and to an offset of the features', async () => {
    const given = plain();
    const before = numbersOf(await complexityOf(given));
    const [turn, turnInputs] = [orthogonal(d, 5), orthogonal(p, 6)];
    const { f, x, y } = given;
    await expectMoved(before, { x, y, f: (z) => tf.matMul(f(z), turn) }, same);
    const turned = tf.matMul(x as tf.Tensor2D, turnInputs);
    const back = (z: tf.Tensor) => f(tf.matMul(z as tf.Tensor2D, turnInputs, false, true));
    await expectMoved(before, { x: turned, y, f: back }, same);
    await expectMoved(before, { x, y, f: (z) => tf.add(f(z), 64) }, same);
  });

  it('scales with the square of the embedding and inversely with that of the inputs', async () => {
    const { f, x, y } = plain();
    const before = numbersOf(await complexityOf({ f, x, y }));
    for (const factor of [3, 2 ** 30, 2 ** -30]) {
      const larger = (z: tf.Tensor) => tf.mul(f(z), factor);
      await expectMoved(
        before,
        { x, y, f: larger },
        (value, laws) => times(value, factor, laws.embedding) as Float64Array,
      );
      const wider = { x: tf.mul(x, factor), y, f: (z: tf.Tensor) => f(tf.div(z, factor)) };
      await expectMoved(before, wider, (value, laws) => times(value, factor, laws.inputs) as Float64Array);
    }
  });

  it.each(['split', 'rademacher', 'outputs', { kind: 'entries', entries: 3 }] as const)(
    'scales so by the estimator %j too, with error and interval',
    async (estimator) => {
      const options = { estimator, probes: 3, seed: 2 };
      const { f, x, y } = plain();
      const result = await complexityOf({ f, x, y }, options);
      expect(result.standardError).toBeGreaterThan(0);
      const larger = (z: tf.Tensor) => tf.mul(f(z), 8);
      await expectMoved(
        numbersOf(result),
        { x, y, f: larger },
        (value, laws) => times(value, 8, laws.embedding) as Float64Array,
        options,
      );
    },
  );

  it('is that of the whole, in one call, of batches, and merged from batches; repeating the examples changes none', async () => {
    const { f, x, y } = plain();
    const result = await complexityOf({ f, x, y });
    const before = numbersOf(result);
    const {
      perClass: _,
      count: __,
      ...whole
    } = numbersOf({ ...result, ...(await geometricComplexity(f, x, { estimator: 'exact' })) });
    expectLaws(TABLE, { ...before, ...whole }, (key) => before[key]);
    const halves = [
      [0, 5],
      [5, n - 5],
    ].map(([from, size]) => ({
      x: tf.slice(x, [from, 0], [size, p]),
      y: y.slice(from, from + size),
    }));
    const batched = await geometricComplexityOfBatches(f, halves, { estimator: 'exact', classes });
    const [first, second] = await Promise.all(halves.map((half) => complexityOf({ f, ...half })));
    const merge = mergeGeometricComplexities;
    const fold = [first, second].reduce(merge, emptyGeometricComplexity());
    for (const merged of [batched, fold, merge(merge(first, second), emptyGeometricComplexity())]) {
      expectLaws(TABLE, numbersOf(merged), (key) => before[key]);
    }
    const thrice = gathered(
      { f, x, y },
      Int32Array.from({ length: 3 * n }, (_, k) => k % n),
    );
    await expectMoved(before, thrice, (value, { per, copies }) =>
      per === 'example' ? Float64Array.of(...value, ...value, ...value) : (times(value, 3, copies) as Float64Array),
    );
  });
});

describe('at perfect collapse', () => {
  it('where the embedding is constant about every example, complexity is zero', async () => {
    await tf.setBackend('cpu');
    const { f, x, y } = plain();
    const result = await complexityOf({ x, y, f: (z) => tf.relu(tf.sub(f(z), 100)) });
    expect(result).toMatchObject({ mean: 0, standardError: 0, interval: [0, 0] });
    expect([...result.perClass!]).toEqual([0, 0, 0]);
  });
});
