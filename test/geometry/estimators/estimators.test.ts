import { describe, expect, it } from 'vitest';
import { type Estimate, mergeEstimates } from '../../../src/geometry/estimators/estimate.js';
import { ESTIMATORS, type EstimatorName } from '../../../src/geometry/estimators/estimators.js';
import { alongBasis, principalDirections } from '../../../src/geometry/estimators/principal.js';
import { HADAMARD, probe } from '../../../src/geometry/estimators/probes.js';
import { recordOf } from '../../../src/geometry/record.js';
import { type Random, seededRandom } from '../../../src/numeric/random.js';
import { expectAllClose, expectClose } from '../../support/close.js';
import { expectation } from '../../support/enumerate.js';
import { matrixExamples, squaredNorms } from '../../support/matrixExamples.js';
import { eigenvalues } from '../../support/reference.js';

/**
 * Jacobians [n, d, p] of the kind that trained networks have: a few strong directions that examples share, and noise.
 */
function jacobians(n: number, d: number, p: number, seed: number): number[][][] {
  const random = seededRandom(seed);
  const normals = (length: number) => Array.from({ length }, () => random.normal());
  const directions = Array.from({ length: 3 }, () => normals(d));
  return Array.from({ length: n }, () => {
    const scale = Math.exp(0.2 * random.normal());
    const inputs = directions.map(() => normals(p));
    return Array.from({ length: d }, (_, j) =>
      Array.from(
        { length: p },
        (_, l) =>
          scale * (directions.reduce((sum, q, r) => sum + q[j] * inputs[r][l] * 0.6, 0) + 0.5 * random.normal()),
      ),
    );
  });
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
const effort = { examples: 2, entries: 2 };
const measure = (name: EstimatorName | 'exact', J: number[][][], probes: number, random: Random): Promise<Estimate> =>
  ESTIMATORS[name](matrixExamples(J), { ...effort, probes, random });

describe('every estimator is unbiased: the mean over all its random choices is the exact value', () => {
  const J = jacobians(2, 3, 2, 4);
  const exact = squaredNorms(J);

  it.each([
    ['split', 1],
    ['split', 2],
    ['rademacher', 1],
    ['rademacher', 2],
    ['outputs', 2],
    ['entries', 2],
  ] as const)('%s with %d probes, example by example', async (name, probes) => {
    expectAllClose(
      await expectation(async (random) => (await measure(name, J, probes, random)).perExample),
      exact,
      1e-6,
    );
  });

  it('the subset of examples, for the batch', async () => {
    const three = jacobians(3, 2, 2, 5);
    const [mean] = await expectation(async (random) => [(await measure('examples', three, 1, random)).total]);
    expectClose(mean, sum(squaredNorms(three)), 1e-6);
  });

  it('split with principal directions and Hadamard rows of the rest, for any choice of rows, over all signs', async () => {
    const [one] = jacobians(1, 9, 3, 6);
    const features = [one.map((row) => row[0] + 0.5 * row[1])];
    const examples = matrixExamples([one], features);
    // Eight passes: three for directions (here the features of one example give one), the others for rows.
    for (const seed of [1, 2, 3]) {
      const choices = seededRandom(seed);
      const chosen: number[] = []; // the same rows for all signs
      let sample: Estimate | undefined;
      const [mean] = await expectation(async ({ sign }) => {
        let at = 0;
        const below = (n: number) => {
          if (at === chosen.length) chosen.push(choices.below(n));
          return chosen[at++];
        };
        const random = { sign, below, uniform: choices.uniform, normal: choices.normal };
        sample = await ESTIMATORS.split(examples, { ...effort, probes: 8, random });
        return sample.perExample;
      });
      expectClose(mean, squaredNorms([one])[0], 1e-6);
      expect(sample!.vjps).toBe(8);
      expect(sample!.variance).toBeGreaterThan(0); // it is an estimate, and not the exact value
    }
  });

  it('principal directions hold what the leading eigenvectors of sum f f^T hold, to a thousandth', async () => {
    const random = seededRandom(3);
    // Features of which no single one lies along an eigenvector: three directions of strength 3, 2 and 1, mixed.
    const features = Array.from({ length: 40 }, () => {
      const [a, b, c] = [3 * random.normal(), 2 * random.normal(), random.normal()];
      return [a + b, a - b, c, 0.2 * random.normal(), a + 0.5 * b + c];
    });
    const moment = features[0].map((_, i) => features[0].map((_, j) => sum(features.map((f) => f[i] * f[j]))));
    const leading = eigenvalues(moment).sort((x, y) => y - x);
    const examples = matrixExamples(jacobians(40, 5, 2, 4), features);
    for (const m of [1, 2, 3]) {
      const basis = await principalDirections(examples, m);
      expect(basis).toHaveLength(5 * m);
      const held = sum(
        features.flatMap((f) => Array.from({ length: m }, (_, r) => sum(f.map((v, j) => v * basis[5 * r + j])) ** 2)),
      );
      expectClose(held, sum(leading.slice(0, m)), 1e-3);
    }
  });

  it('what is measured along principal directions is what the Jacobian has there', async () => {
    const [one] = jacobians(1, 4, 3, 6);
    const examples = matrixExamples([one]);
    const basis = await principalDirections(examples, 1);
    const f = one.map((row) => row[0]);
    const length = Math.hypot(...f);
    expectAllClose(
      basis,
      f.map((value) => (Math.sign(basis[0] * f[0]) * value) / length),
      1e-6,
    );
    const along = sum(one[0].map((_, l) => sum(one.map((row, j) => (f[j] / length) * row[l])) ** 2));
    expectAllClose(await alongBasis(examples, basis), [along], 1e-6);
  });

  it.each([
    ['split', 2],
    ['rademacher', 2],
    ['outputs', 2],
    ['entries', 2],
  ] as const)('and so is its variance: %s', async (name, probes) => {
    const [one] = J;
    const moments = await expectation(async (random) => {
      const { total, variance } = await measure(name, [one], probes, random);
      return [total, total * total, variance];
    });
    expectClose(moments[2], moments[1] - moments[0] ** 2, 1e-4);
  });
});

it('a Hadamard design of as many rows as there are has no error, whatever the signs', async () => {
  const J = jacobians(3, 6, 4, 7);
  const { perExample, variance } = await probe(matrixExamples(J), {
    design: HADAMARD,
    count: 8,
    random: seededRandom(1),
  });
  expectAllClose(perExample, squaredNorms(J), 1e-6);
  expect(variance).toBe(0);
});

it.each(['split', 'outputs'] as const)('%s with d probes and more is exact, at the price of d', async (name) => {
  const J = jacobians(3, 6, 4, 8);
  for (const probes of [6, 9]) {
    const { perExample, variance, vjps } = await measure(name, J, probes, seededRandom(1));
    expectAllClose(perExample, squaredNorms(J), 1e-6);
    expect([variance, vjps]).toEqual([0, 6]);
  }
});

describe('the 95% interval covers the exact mean of a batch of 64 in 90 to 98% of 400 trials', () => {
  const J = jacobians(64, 32, 4, 9);
  const truth = sum(squaredNorms(J)) / 64;
  for (const seed of [1, 2, 3]) {
    it.each([
      ['split', 2],
      ['split', 12],
      ['rademacher', 2],
      ['rademacher', 8],
      ['outputs', 12],
      ['examples', 0],
    ] as const)(`%s, %d probes, seed ${seed}`, async (name, probes) => {
      const random = seededRandom(seed);
      const examples = matrixExamples(J);
      let covered = 0;
      for (let trial = 0; trial < 400; trial++) {
        const sample = await ESTIMATORS[name](examples, { probes, examples: 24, entries: 4, random });
        const { interval } = recordOf(sample, { confidence: 0.95 });
        if (interval[0] <= truth && truth <= interval[1]) covered++;
      }
      expect(covered / 400).toBeGreaterThanOrEqual(0.9);
      expect(covered / 400).toBeLessThanOrEqual(0.98);
    });
  }
});

describe('so it does for Jacobians of low rank and for dominant examples, as the table of docs/geometric-complexity.md says', () => {
  const d = 16;
  const kinds: Record<string, (i: number, random: Random, shared: number[]) => number[][]> = {
    isotropic: (_, random) => rowsOf(random),
    'rank one, of one direction for all': (_, random, shared) => outer(shared, normals(random, 4)),
    'rank one each': (_, random) => outer(normals(random, d), normals(random, 4)),
    'one direction dominant': (_, random, shared) => {
      const noise = rowsOf(random);
      return outer(shared, normals(random, 4)).map((row, j) => row.map((value, l) => value + 0.15 * noise[j][l]));
    },
    'one example dominant': (i, random) => rowsOf(random).map((row) => row.map((value) => (i === 0 ? 10 : 1) * value)),
  };
  const normals = (random: Random, length: number) => Array.from({ length }, () => random.normal());
  const rowsOf = (random: Random) => Array.from({ length: d }, () => normals(random, 4));
  const outer = (a: number[], b: number[]) => a.map((x) => b.map((y) => x * y));

  it.each(Object.keys(kinds).flatMap((kind) => [1, 4, 32].map((n) => [kind, n] as const)))(
    '%s, %d',
    async (kind, n) => {
      for (const probes of n === 1 ? [4] : [2, 3]) {
        for (const name of ['split', 'rademacher'] as const) {
          let covered = 0;
          for (const seed of [1, 2, 3, 4]) {
            const random = seededRandom(seed);
            const shared = normals(random, d);
            const J = Array.from({ length: n }, (_, i) => kinds[kind](i, random, shared));
            const truth = sum(squaredNorms(J)) / n;
            for (let trial = 0; trial < 60; trial++) {
              const sample = await ESTIMATORS[name](matrixExamples(J), { ...effort, probes, random });
              const { interval } = recordOf(sample, { confidence: 0.95 });
              if (interval[0] <= truth && truth <= interval[1]) covered++;
            }
          }
          // Of 240 trials: 90 to 98%, and two standard errors of the count; an interval of the estimate itself covers
          // 80 to 87% here.
          expect(covered / 240, `${name}, ${probes} probes`).toBeGreaterThanOrEqual(0.87);
          expect(covered / 240, `${name}, ${probes} probes`).toBeLessThanOrEqual(0.996);
        }
      }
    },
  );

  it('and fewer probes of one example are refused with the number that is needed, and of two tell of the population', async () => {
    const few = async (n: number, probes: number) =>
      recordOf(await measure('split', jacobians(n, d, 4, 3), probes, seededRandom(1)), { confidence: 0.95 });
    await expect(few(1, 2)).rejects.toThrow('probes must be at least 4 for a batch of 1, got 2.');
    await expect(few(1, 3)).rejects.toThrow("add probes or examples, or pass estimator: 'exact'.");
    expect(await few(2, 2)).toMatchObject({ target: 'population' });
    expect(await few(2, 3)).toMatchObject({ target: 'batch' });
    for (const [n, probes] of [
      [1, 4],
      [2, 3],
      [3, 2],
    ]) {
      expect((await few(n, probes)).interval[0]).toBeGreaterThan(0);
    }
    const exact = recordOf(await measure('split', jacobians(1, 2, 4, 3), 2, seededRandom(1)), { confidence: 0.95 });
    expect(exact.standardError).toBe(0);
  });

  it('and outputs of which all that were drawn have a gradient of 0 are no estimate', async () => {
    const J = [[[0], [0], [0], [1]]];
    const seeds = Array.from({ length: 20 }, (_, seed) =>
      measure('outputs', J, 2, seededRandom(seed)).then(String, String),
    );
    const outcomes = await Promise.all(seeds);
    expect(
      outcomes.filter((outcome) => outcome.includes('probes must be enough to meet an output')).length,
    ).toBeGreaterThan(3);
  });
});

it('split needs fewer passes than signs, and signs of each example far fewer than rows that the batch shares', async () => {
  const J = jacobians(32, 32, 6, 10);
  const truth = sum(squaredNorms(J));
  const error = async (name: EstimatorName) => {
    const random = seededRandom(3);
    let squares = 0;
    for (let trial = 0; trial < 60; trial++) squares += ((await measure(name, J, 9, random)).total / truth - 1) ** 2;
    return Math.sqrt(squares / 60);
  };
  const [split, rademacher, outputs] = [await error('split'), await error('rademacher'), await error('outputs')];
  expect(split).toBeLessThan(0.6 * rademacher);
  expect(rademacher).toBeLessThan(0.5 * outputs);
});

describe('estimators that thin out tell an error of their own', () => {
  const [wide] = jacobians(1, 3, 3, 14);

  it('entries of outputs: unbiased, and so is the variance, where outputs and entries are both left out', async () => {
    const moments = await expectation(async (random) => {
      const { total, variance, perExample } = await measure('entries', [wide], 2, random);
      expectClose(perExample[0], total, 1e-12);
      return [total, total * total, variance];
    });
    expectClose(moments[0], squaredNorms([wide])[0], 1e-6);
    // Two stages: the variance of the second is counted in part only in that between outputs, and added.
    expectClose(moments[2], moments[1] - moments[0] ** 2, 1e-4);
  });

  it('a subset of examples: the values are of examples, their spread is the variance, without bias', async () => {
    const three = jacobians(3, 2, 2, 5);
    const exact = squaredNorms(three);
    const moments = await expectation(async (random) => {
      const { total, variance, perExample, count } = await measure('examples', three, 1, random);
      expect([perExample.length, count]).toEqual([2, 3]);
      expectClose(total, 1.5 * sum(perExample), 1e-12);
      expect(exact.some((value) => Math.abs(value / perExample[0] - 1) < 1e-6)).toBe(true);
      return [total, total * total, variance];
    });
    expectClose(moments[2], moments[1] - moments[0] ** 2, 1e-4);
    const all = await measure('examples', three.slice(0, 2), 1, seededRandom(1));
    expectAllClose(all.perExample, exact.slice(0, 2), 1e-6);
    expect(all.variance).toBe(0);
  });

  it('k values have k - 1 degrees of freedom', async () => {
    const freedom = ({ variance, squaredVariances }: Estimate) => (variance * variance) / squaredVariances;
    const [one] = jacobians(1, 12, 3, 15);
    expectClose(freedom(await measure('outputs', [one], 5, seededRandom(1))), 4, 1e-12);
    expectClose(freedom(await measure('entries', [one], 5, seededRandom(1))), 4, 1e-12);
    const many = matrixExamples(jacobians(9, 3, 2, 16));
    const options = { examples: 4, entries: 1, probes: 1, random: seededRandom(1) };
    expectClose(freedom(await ESTIMATORS.examples(many, options)), 3, 1e-12);
  });

  it('what split adds up is what its examples have', async () => {
    const J = jacobians(5, 12, 4, 17);
    for (const probes of [2, 8, 11]) {
      const { total, perExample, vjps } = await measure('split', J, probes, seededRandom(2));
      expectClose(total, sum(perExample), 1e-12);
      expect(vjps).toBe(probes);
    }
  });
});

it('samples of different examples add up, in any order', async () => {
  const [a, b, c] = await Promise.all(
    [11, 12, 13].map((seed) => measure('split', jacobians(4, 6, 3, seed), 2, seededRandom(seed))),
  );
  const left = mergeEstimates([mergeEstimates([a, b]), c]);
  const right = mergeEstimates([a, mergeEstimates([b, c])]);
  expect(left.count).toBe(12);
  expectClose(left.total, right.total, 1e-12);
  expectClose(left.total, a.total + b.total + c.total, 1e-12);
  expectClose(left.variance, a.variance + b.variance + c.variance, 1e-12);
  expectClose(left.squaredVariances, a.squaredVariances + b.squaredVariances + c.squaredVariances, 1e-12);
  expect(mergeEstimates([a, { ...b, vjps: 7 }]).vjps).toBe(7);
  expect([...left.perExample]).toEqual([...right.perExample]);
});
