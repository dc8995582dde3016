import { neuralCollapse } from 'geocollapse';
import { nearestMeanBounds } from 'geocollapse/transfer';
import { expect, it } from 'vitest';
import { onEveryBackend } from '../../support/backends.js';
import { expectAllClose, expectClose } from '../../support/close.js';
import { golden, goldenTensor } from '../../support/golden.js';

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
