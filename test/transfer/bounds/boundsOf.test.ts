/** Bounds of populations that are known: every moment is computed from the law, and the error is exact or simulated. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/numeric/random.js';
import { boundsOf } from '../../../src/transfer/bounds/boundsOf.js';
import { certificateOfPair } from '../../../src/transfer/bounds/certificate.js';
import type { PairsOfClass, Spreads } from '../../../src/transfer/bounds/spreads.js';
import { expectClose } from '../../support/close.js';

/** Classes of independent normal features: means [C][d] and standard deviations of each feature [C][d]. */
interface Normal {
  readonly means: readonly (readonly number[])[];
  readonly deviations: readonly (readonly number[])[];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The moments of a law of normal classes: E||r||^4 = (tr S)^2 + 2 tr S^2. */
function spreadsOf({ means, deviations }: Normal): Spreads {
  const squares = deviations.map((row) => row.map((s) => s * s));
  const apart = (i: number, j: number) => means[i].map((value, k) => value - means[j][k]);
  return {
    classes: means.length,
    counts: means.map(() => 1),
    variances: squares.map(sum),
    fourthMoments: squares.map((row) => sum(row) ** 2 + 2 * sum(row.map((v) => v * v))),
    pairs: () =>
      means.map((_, i) => {
        const squaredDistances = means.map((_, j) => sum(apart(i, j).map((x) => x * x)));
        const ratios = means.map((_, j) =>
          i === j ? 0 : sum(apart(i, j).map((x, k) => x * x * squares[i][k])) / squaredDistances[j] ** 2,
        );
        return { i, squaredDistances, ratios };
      }),
  };
}

/** The share of simulated examples that are nearer to another centre, the mean over classes; ties count as wrong. */
function simulatedError({ means, deviations }: Normal, shots: number, rounds: number, seed: number): number {
  const random = seededRandom(seed);
  const draw = (c: number) => means[c].map((mean, k) => mean + deviations[c][k] * random.normal());
  const centre = (c: number) => {
    const rows = Array.from({ length: shots }, () => draw(c));
    return means[c].map((_, k) => sum(rows.map((row) => row[k])) / shots);
  };
  let wrong = 0;
  for (let round = 0; round < rounds; round++) {
    const centres = shots === Infinity ? means : means.map((_, c) => centre(c));
    for (let c = 0; c < means.length; c++) {
      const h = draw(c);
      const distances = centres.map((at) => sum(at.map((value, k) => (value - h[k]) ** 2)));
      if (distances.some((distance, j) => j !== c && distance <= distances[c])) wrong++;
    }
  }
  return wrong / (rounds * means.length);
}

/** A law with random means and spreads of any shape. */
function randomLaw(classes: number, d: number, spread: number, seed: number): Normal {
  const random = seededRandom(seed);
  const rows = (value: () => number) => Array.from({ length: classes }, () => Array.from({ length: d }, value));
  return {
    means: rows(() => random.normal()),
    deviations: rows(() => spread * Math.abs(random.normal())),
  };
}

/** C means at one squared distance from each other, and the same deviation in all d directions. */
function simplexLaw(classes: number, d: number, squaredDistance: number, deviation: number): Normal {
  const rows = (value: (c: number, k: number) => number) =>
    Array.from({ length: classes }, (_, c) => Array.from({ length: d }, (_, k) => value(c, k)));
  return { means: rows((c, k) => (c === k ? Math.sqrt(squaredDistance / 2) : 0)), deviations: rows(() => deviation) };
}

const chosen = { shots: [1, 5, 10, 30] };

describe('bounds of known populations', () => {
  it('are above the exact error of two normal classes, Phi(-1 / (2 sqrt U)), at every spread', async () => {
    // Phi(-z) at z = 1/2, 1, 2, 3, 4, to the digits of tables.
    const table = [0.308537538, 0.158655254, 0.022750132, 0.001349898, 0.0000316712];
    for (const [k, z] of [0.5, 1, 2, 3, 4].entries()) {
      const r = await boundsOf(spreadsOf(simplexLaw(2, 2, 1, 1 / (2 * z))), chosen);
      expectClose(r.cantelli.bound, 1 / (1 + z * z), 1e-12); // 4 U = 1 / z^2
      expect(r.cantelli.bound).toBeGreaterThan(table[k]);
    }
  });

  it.each([
    [2, 3, 0.5],
    [4, 8, 0.5],
    [6, 5, 0.3],
    [8, 40, 0.7],
  ])('are above the simulated error of %i normal classes in %i dimensions, spread %d', async (classes, d, spread) => {
    let informative = 0;
    for (let seed = 1; seed <= 4; seed++) {
      const law = randomLaw(classes, d, spread, seed);
      const r = await boundsOf(spreadsOf(law), chosen);
      const rounds = 400;
      const margin = (error: number) => 4 * Math.sqrt((error * (1 - error)) / (rounds * classes)) + 4 / rounds;
      const error = simulatedError(law, Infinity, rounds, seed);
      expect(error).toBeLessThanOrEqual(r.cantelli.bound + margin(error));
      for (const { shots, bound } of r.certificates) {
        const ofShots = simulatedError(law, shots, rounds, seed + 100);
        expect(ofShots, `${shots} shots`).toBeLessThanOrEqual(bound + margin(ofShots));
      }
      if (!r.cantelli.vacuous) informative++;
    }
    expect(informative).toBeGreaterThan(0);
  });

  it('are as tight as they can be: the two-point law that Cantelli has its equality for, exactly', async () => {
    // A share p of each class lies halfway to the other, where a tie counts as wrong, and the rest behind its mean.
    for (const p of [0.5, 0.2, 0.1, 0.01]) {
      const near = (p / (1 - p)) * 0.5;
      const variance = p * 0.25 + (1 - p) * near ** 2;
      const fourth = p * 0.5 ** 4 + (1 - p) * near ** 4;
      const pairs = () => [0, 1].map((i) => ({ i, squaredDistances: [1, 1], ratios: [variance, variance] }));
      const variances = [variance, variance];
      const spreads = { classes: 2, counts: [1, 1], variances, fourthMoments: [fourth, fourth], pairs };
      const r = await boundsOf(spreads, chosen);
      expectClose(r.cantelli.bound, p, 1e-12);
    }
  });

  it('of five normal classes in 64 dimensions are those of a simulation elsewhere: no error, .029, .66, .086', async () => {
    const law = simplexLaw(5, 64, 2.135, Math.sqrt(0.25 / 64));
    const r = await boundsOf(spreadsOf(law), { shots: [10, 100] });
    expect(simulatedError(law, 10, 200, 1)).toBe(0);
    expect(r.cantelli.bound).toBeCloseTo(0.029, 3);
    expect(r.certificates[0].bound).toBeCloseTo(0.66, 2);
    expect(r.certificates[1].bound).toBeCloseTo(0.086, 3);
  });

  it('are each above the one before, and the certificate tends to the directional form as shots grow', async () => {
    const laws = fc.record({
      classes: fc.integer({ min: 2, max: 6 }),
      d: fc.integer({ min: 1, max: 8 }),
      spread: fc.constantFrom(0.01, 0.3, 1, 10),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    await fc.assert(
      fc.asyncProperty(laws, async ({ classes, d, spread, seed }) => {
        const spreads = spreadsOf(randomLaw(classes, d, spread, seed));
        const r = await boundsOf(spreads, { shots: [1e4, 1e14] });
        expect(r.cantelli.bound).toBeLessThanOrEqual(r.directional!.bound);
        expect(r.directional!.bound).toBeLessThanOrEqual(r.cdnv!.bound);
        const [few, many] = r.certificates.map(({ bound }) => bound);
        expect(many).toBeLessThan(few);
        expect(Math.abs(many / r.directional!.bound - 1)).toBeLessThan(1e-2);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('add up what each pair has', async () => {
    const law = randomLaw(3, 4, 0.5, 9);
    const { variances, fourthMoments, pairs } = spreadsOf(law);
    let expected = 0;
    for (const { i, squaredDistances, ratios } of pairs() as Iterable<PairsOfClass>) {
      for (const j of [0, 1, 2].filter((each) => each !== i)) {
        const [own, other] = [i, j].map((c) => variances[c] / squaredDistances[j]);
        const fourth = (fourthMoments![i] + fourthMoments![j]) / squaredDistances[j] ** 2;
        expected += certificateOfPair({ along: ratios[j], own, other, fourth }, 20) / 3;
      }
    }
    const r = await boundsOf(spreadsOf(law), { shots: [20] });
    expectClose(r.certificates[0].bound, expected, 1e-12);
  });
});
