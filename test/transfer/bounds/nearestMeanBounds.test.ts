import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  classStatistics,
  type NeuralCollapse,
  neuralCollapse,
  neuralCollapseFromStatistics,
  neuralCollapseOfBatches,
} from 'geocollapse';
import { type NearestMeanBounds, nearestMeanBounds } from 'geocollapse/transfer';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/numeric/random.js';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose, expectClose } from '../../support/close.js';
import { golden, goldenTensor } from '../../support/golden.js';
import { expectNoLeak } from '../../support/leaks.js';
import { HARD_MIXTURES, mixture } from '../../support/mixture.js';

const asked = { perClass: true, perPair: true, fourthMoments: true } as const;

it('by hand: two points on each side of a line', async () => {
  const r = await nearestMeanBounds([[-1.5], [-0.5], [0.5], [1.5]], [0, 0, 1, 1], { shots: [10] });
  // Var = 1/4, distance 2: U = V_i = 1/16 and M4 = 1/16. At m = 10: E1 = 0.4 (1/64 + 1/32), E2 = 1/80,
  // E3 = (1/128 + 18/64) / 1000.
  const centres = Math.sqrt(0.4 * (3 / 64)) + Math.sqrt(1 / 80) + Math.sqrt((1 / 128 + 18 / 64) / 1000);
  expect(r).toEqual({
    classes: 2,
    counts: [2, 2],
    chance: 0.5,
    cantelli: { bound: 0.2, vacuous: false, beatsChance: true, perClass: [0.2, 0.2] },
    directional: { bound: 0.25, vacuous: false, beatsChance: true },
    cdnv: { bound: 0.25, vacuous: false, beatsChance: true },
    certificates: [
      { shots: 10, bound: expect.closeTo(0.25 + centres ** 2, 12), vacuous: false, beatsChance: true, published: true },
    ],
    undetermined: {},
  });
});

onEveryBackend('bounds on the error of nearest class means', () => {
  it.each(['c4_n60_d7_balanced', 'c4_n60_d7_unbalanced'])(
    'of %s are those that were computed elsewhere',
    async (name) => {
      const { features, labels } = golden(name);
      const expected = golden(`${name}.more`).values_float64;
      const tensor = goldenTensor(features);
      const rows = Float64Array.from(features.values);
      for (const [r, tolerance] of [
        [await nearestMeanBounds(await neuralCollapse(tensor, labels, asked)), 1e-6],
        [await nearestMeanBounds(tensor, labels), 1e-6],
        [await nearestMeanBounds(rows, labels), 1e-12],
      ] as const) {
        expectClose(r.cantelli.bound, expected.cantelli_bound, tolerance);
        expectClose(r.directional!.bound, expected.directional_form_4_C1, tolerance);
        expectClose(r.cdnv!.bound, expected.cdnv_form_4_C1, tolerance);
        const certificates = [expected.certificate_10_shots, expected.certificate_100_shots];
        expectAllClose(
          r.certificates.map(({ bound }) => bound),
          certificates,
          tolerance,
          0,
        );
        expect(r.certificates.map(({ shots }) => shots)).toEqual([10, 100]);
      }
    },
  );
});

/** The bounds, as a list of numbers. */
const numbersOf = ({ cantelli, directional, cdnv, geometric, certificates }: NearestMeanBounds): number[] => [
  ...[cantelli, directional!, cdnv!, ...(geometric ? [geometric] : []), ...certificates].map(({ bound }) => bound),
  ...cantelli.perClass,
];

onEveryBackend('bounds of a record and of its features', () => {
  it.each(HARD_MIXTURES)('are the same, whole, streamed or out of JSON: %s', async (_, input) => {
    const { features, values, labels, n, d } = mixture({ counts: [30, 21, 8, 2, 1], d: 7, seed: 6, ...input });
    const complexities = [1, 2, 3, 4, 5].map((gc) => gc * Math.max(...values.map(Math.abs)) ** 2);
    const options = { ...asked, complexities };
    const expected = numbersOf(await nearestMeanBounds(Float64Array.from(values), labels, { complexities }));
    const batches = [0, 25].map((start, k) => {
      const count = [25, n - 25][k];
      return { features: tf.slice(features, [start, 0], [count, d]), labels: labels.slice(start, start + count) };
    });
    const record = await neuralCollapse(features, labels, options);
    for (const source of [record, await neuralCollapseOfBatches(batches, { ...options, classes: 5 })]) {
      expectAllClose(numbersOf(await nearestMeanBounds(source)), expected, 2e-6, 0);
    }
    expect(await nearestMeanBounds(JSON.parse(JSON.stringify(record)))).toEqual(await nearestMeanBounds(record));
    const ofTensor = await nearestMeanBounds(features, tf.tensor1d(labels, 'int32'), { complexities });
    expectAllClose(numbersOf(ofTensor), expected, 1e-12, 0);
  });

  it('leave no tensor behind', async () => {
    const { features, labels } = mixture({ counts: [5, 9], d: 3, seed: 1 });
    await expectNoLeak(() => nearestMeanBounds(features, labels));
  });
});

it('a certificate that nothing bounds is absent, and the reason is there', async () => {
  const { certificates, undetermined } = await nearestMeanBounds([[-2], [2], [0], [2]], [0, 0, 1, 1], {
    shots: [2, 3],
  });
  expect(certificates.map(({ shots }) => shots)).toEqual([2]);
  expect(undetermined.certificates).toMatch(/^With 3 shots a class is expected to be as near/);
});

describe('bounds of features', () => {
  const rowsOf = (values: ArrayLike<number>, n: number) =>
    Array.from({ length: n }, (_, i) =>
      Array.from(values).slice((i * values.length) / n, ((i + 1) * values.length) / n),
    );

  it('are the same of a flat array and of rows, which they leave as they are, and of any size that float64 holds', async () => {
    const { values, labels, n } = mixture({ counts: [12, 7, 5], d: 4, seed: 2 });
    const before = values.slice();
    const complexities = [3, 1, 2];
    const expected = numbersOf(await nearestMeanBounds(values, labels, { complexities }));
    expect(values).toEqual(before);
    expect(numbersOf(await nearestMeanBounds(rowsOf(values, n), labels, { complexities }))).toEqual(expected);
    for (const scale of [2 ** 900, 2 ** -900, 2 ** 101, 2 ** -101, 2 ** 99]) {
      const moved = Float64Array.from(values, (x) => x * scale);
      const r = await nearestMeanBounds(moved, labels);
      expect(r).toEqual(await nearestMeanBounds(values, labels));
      if (Math.abs(Math.log2(scale)) > 500) continue;
      const scaled = complexities.map((gc) => gc * scale * scale);
      expect(numbersOf(await nearestMeanBounds(moved, labels, { complexities: scaled }))).toEqual(expected);
    }
  });

  it('are 0 at perfect collapse, and say so', async () => {
    const zero = { bound: 0, vacuous: false, beatsChance: true };
    const options = { shots: [10], complexities: [1, 0, 2] };
    const r = await nearestMeanBounds([[0], [0], [1], [3], [3]], [0, 0, 1, 2, 2], options);
    expect(r).toEqual({
      classes: 3,
      counts: [2, 1, 2],
      chance: 1 - 1 / 3,
      cantelli: { ...zero, perClass: [0, 0, 0] },
      directional: zero,
      cdnv: zero,
      geometric: { ...zero, poincareConstant: 0, from: 'data' },
      certificates: [{ ...zero, shots: 10, published: true }],
      undetermined: {},
    });
  });

  it('tell which certificates are published: those of ten shots and more', async () => {
    const shots = [1, 5, 9, 10, 100];
    const r = await nearestMeanBounds([[-1.5], [-0.5], [0.5], [1.5]], [0, 0, 1, 1], { shots });
    expect(r.certificates.map(({ published }) => published)).toEqual([false, false, false, true, true]);
    expect(r.certificates.map((each) => each.shots)).toEqual(shots);
    expect((await nearestMeanBounds([[0], [1]], [0, 1], { shots: [] })).certificates).toEqual([]);
  });

  it('use a Poincare constant that is given, or else the smallest that the data allow, which gives at least the CDNV form', async () => {
    const points = [[-1.5], [-0.5], [0.5], [1.5]];
    const complexities = [1, 2];
    const { cdnv, geometric } = await nearestMeanBounds(points, [0, 0, 1, 1], { complexities });
    expect(geometric).toEqual({
      bound: 0.375,
      vacuous: false,
      beatsChance: true,
      poincareConstant: 0.25,
      from: 'data',
    });
    expect(geometric!.bound).toBeGreaterThan(cdnv!.bound);
    const options = { complexities, poincareConstant: 4 / Math.PI ** 2 };
    const given = (await nearestMeanBounds(points, [0, 0, 1, 1], options)).geometric!;
    expectClose(given.bound, 4 * (4 / Math.PI ** 2) * (3 / 8), 1e-14);
    expect(given.from).toBe('given');
    const still = await nearestMeanBounds(points, [0, 0, 1, 1], { complexities: [0, 1] });
    expect(still.geometric).toBeUndefined();
    expect(still.undetermined.geometric).toContain('no complexity');
  });

  it('have only Cantelli where two means are equal, with 1 for the pair, and the reason for the others', async () => {
    const points = [[-1], [1], [-2], [2], [10], [12]];
    const labels = [0, 0, 1, 1, 2, 2];
    const complexities = [1, 1, 1];
    for (const r of [
      await nearestMeanBounds(points, labels, { complexities }),
      await nearestMeanBounds(await recordOf(points, labels, { complexities })),
      await nearestMeanBounds(JSON.parse(JSON.stringify(await recordOf(points, labels, { complexities })))),
    ]) {
      const [u02, u12, u2] = [1 / 121, 4 / 121, 1 / 121].map((u) => (4 * u) / (1 + 4 * u));
      expectAllClose(r.cantelli.perClass, [1 + u02, 1 + u12, 2 * u2], 1e-6, 0);
      expect(r.certificates).toEqual([]);
      expect(Object.keys(r).sort()).toEqual([
        'cantelli',
        'certificates',
        'chance',
        'classes',
        'counts',
        'undetermined',
      ]);
      expect(Object.keys(r.undetermined).sort()).toEqual(['cdnv', 'certificates', 'directional', 'geometric']);
      for (const reason of Object.values(r.undetermined)) expect(reason).toContain('Classes 0 and 1 have equal means');
    }
    // Two classes that are one and the same point: the record has no ratios there, and Cantelli counts a tie as wrong.
    const same = [[3], [3], [3], [3], [10], [12]];
    const r = await nearestMeanBounds(same, labels);
    expect(r.cantelli.perClass[0]).toBe(1);
    expect(await nearestMeanBounds(await recordOf(same, labels))).toEqual(r);
  });

  it('end where their signal does', async () => {
    const signal = AbortSignal.abort();
    await expect(nearestMeanBounds([[0], [1]], [0, 1], { signal })).rejects.toThrow('aborted');
  });
});

async function recordOf(rows: number[][], labels: number[], options: object = {}): Promise<NeuralCollapse> {
  await tf.setBackend('cpu');
  const features = tf.tensor2d(rows);
  const record = await neuralCollapse(features, labels, { ...asked, ...options });
  features.dispose();
  return record;
}

describe('of any examples', () => {
  /** Labelled rows of any kind: normal, with outliers, of few values so that there are ties, unbalanced. */
  const sets = fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 5 }),
    d: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom('normal', 'outliers', 'grid'),
    spread: fc.constantFrom(0.1, 0.5, 2),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });

  /** The share of each class that is at least as near to another class mean as to its own, in plain loops. */
  function errors(rows: number[][], labels: number[], classes: number): number[] {
    const members = Array.from({ length: classes }, (_, c) => rows.filter((_, i) => labels[i] === c));
    const means = members.map((of) => of[0].map((_, j) => of.reduce((sum, row) => sum + row[j], 0) / of.length));
    const squared = (a: number[], b: number[]) => a.reduce((sum, x, j) => sum + (x - b[j]) ** 2, 0);
    return members.map((of, c) => {
      const wrong = of.filter((h) => means.some((m, j) => j !== c && squared(h, m) <= squared(h, means[c]) - 1e-9));
      return wrong.length / of.length;
    });
  }

  it('no class errs more than its Cantelli bound, and each bound is at least the one before', async () => {
    await fc.assert(
      fc.asyncProperty(sets, async ({ counts, d, kind, spread, seed }) => {
        const random = seededRandom(seed);
        const means = counts.map(() => Array.from({ length: d }, () => random.normal()));
        const noise = () => spread * (kind === 'outliers' && random.uniform() < 0.1 ? 8 : 1) * random.normal();
        const round = (x: number) => (kind === 'grid' ? Math.round(x) : x);
        const labels = counts.flatMap((count, c) => new Array<number>(count).fill(c));
        const rows = labels.map((c) => means[c].map((mean) => round(mean + noise())));
        const complexities = counts.map(() => 0.1 + random.uniform());
        const r = await nearestMeanBounds(rows, labels, { complexities });
        for (const [c, error] of errors(rows, labels, counts.length).entries()) {
          expect(error).toBeLessThanOrEqual(r.cantelli.perClass[c] * (1 + 1e-9));
        }
        if (r.directional) {
          const chain = [r.cantelli, r.directional, r.cdnv!, r.geometric!].map(({ bound }) => bound);
          for (let k = 1; k < chain.length; k++) expect(chain[k - 1]).toBeLessThanOrEqual(chain[k] * (1 + 1e-12));
          for (const { bound } of r.certificates) expect(bound).toBeGreaterThanOrEqual(r.cantelli.bound * (1 - 1e-12));
        } else expect(r.undetermined.directional).toContain('equal means');
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('of unbalanced classes the mean over classes is bounded, and not the share of all examples', async () => {
    // A fifth of class 0 lies just beyond the border; it has almost all of the examples.
    const rows = Array.from({ length: 50 }, (_, i) => [i % 5 === 0 ? 0.5001 : -0.125025]);
    const r = await nearestMeanBounds([...rows, [1]], [...rows.map(() => 0), 1]);
    const [error] = errors([...rows, [1]], [...rows.map(() => 0), 1], 2);
    expect(error).toBe(0.2);
    expect(r.cantelli.bound).toBeGreaterThan(error / 2);
    expect(r.cantelli.bound).toBeLessThan(error * (50 / 51)); // the share of all examples that are wrong
    const weighed = r.cantelli.perClass.reduce((sum, bound, c) => sum + (bound * r.counts[c]) / 51, 0);
    expect(weighed).toBeGreaterThanOrEqual(error * (50 / 51));
  });
});

describe('a record', () => {
  const points = [[-1.5], [-0.5], [0.5], [1.5]];
  const labels = [0, 0, 1, 1];
  let record: NeuralCollapse;
  beforeAll(async () => {
    record = await recordOf(points, labels);
  });

  it.each([
    [
      'perClass',
      /with perClass, got one without\. Measure it with neuralCollapse\(features, labels, \{ perClass: true/,
    ],
    ['perPair', /with perPair, got one without/],
    ['fourthMoments', /with fourthMoments, got one without.*or pass \{ shots: \[\] \}/],
  ])('that was made without %s is refused with the option that asks for it', async (key, message) => {
    const { [key as 'perClass']: _, ...rest } = record;
    await expect(nearestMeanBounds(rest as never)).rejects.toThrow(message);
  });

  it('needs no fourth moments without certificates', async () => {
    const { fourthMoments: _, ...rest } = record;
    expect((await nearestMeanBounds(rest as never, { shots: [] })).cantelli.bound).toBeCloseTo(0.2, 12);
  });

  it('of statistics, statistics themselves, and a promise are refused', async () => {
    const statistics = await classStatistics(tf.tensor2d(points), labels);
    const ofStatistics = await neuralCollapseFromStatistics(statistics, { perClass: true, perPair: true });
    await expect(nearestMeanBounds(ofStatistics, { shots: [] })).rejects.toThrow(
      'measure features with neuralCollapse',
    );
    await expect(nearestMeanBounds(statistics as never)).rejects.toThrow('record must be a record of neuralCollapse');
    await expect(nearestMeanBounds(Promise.resolve(record) as never)).rejects.toThrow('Wait for it with await.');
  });

  it('takes complexities when it is made, and not here', async () => {
    await expect(nearestMeanBounds(record, { complexities: [1, 1] } as never)).rejects.toThrow("got 'complexities'");
    const refused = nearestMeanBounds(record, { poincareConstant: 1 });
    await expect(refused).rejects.toThrow('Measure it with the option complexities');
    const r = await nearestMeanBounds(await recordOf(points, labels, { complexities: [1, 2] }), {
      poincareConstant: 1,
    });
    expect(r.geometric!.bound).toBe(1.5);
  });

  const damage: [string, (r: never) => unknown][] = [
    ['a variance that is negative', (r: NeuralCollapse) => ({ ...r, perClass: { ...r.perClass, variances: [-1, 1] } })],
    [
      'a variance that is no number',
      (r: NeuralCollapse) => ({ ...r, perClass: { ...r.perClass, variances: ['1', 1] } }),
    ],
    ['a class too many', (r: NeuralCollapse) => ({ ...r, classes: 3 })],
    ['one class', (r: NeuralCollapse) => ({ ...r, classes: 1 })],
    [
      'a null in a distance',
      (r: NeuralCollapse) => ({ ...r, perPair: { ...r.perPair, squaredDistances: [0, null, 4, 0] } }),
    ],
    [
      'a null in a ratio',
      (r: NeuralCollapse) => ({ ...r, perPair: { ...r.perPair, directionalRatios: [0, null, 1, 0] } }),
    ],
    ['a fourth moment that is smaller than any', (r: NeuralCollapse) => ({ ...r, fourthMoments: [0.01, 0.0625] })],
    ['fourth moments that are a number', (r: NeuralCollapse) => ({ ...r, fourthMoments: 3 })],
    ['groups that are null', (r: NeuralCollapse) => ({ ...r, perClass: null })],
  ];
  it.each(damage)('with %s is refused', async (_, damaged) => {
    await expect(nearestMeanBounds(damaged(record as never) as never)).rejects.toThrow(/^nearestMeanBounds: record/);
  });
});
