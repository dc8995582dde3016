import { activations, type Case, type Cases, normal, table } from './inputs.js';

const flips = [0, 1, 2, 3].map((bits) => [(bits & 1) > 0, (bits & 2) > 0]);
const swap = (shape: number[], yes: boolean) =>
  yes ? [...shape.slice(0, -2), shape.at(-1) as number, shape.at(-2) as number] : shape;
const factors = table(
  '1 1 1 | 1 1 1',
  '1 3 4 | 1 4 5',
  '1 5 3 | 1 3 2',
  '2 3 7 | 2 7 4',
  '2 8 6 | 1 6 9',
  '1 8 6 | 3 6 9',
  '1 65 33 | 1 33 17',
  '2 3 2 5 | 2 3 5 4',
  '1 3 2 5 | 2 1 5 4',
);
const matrixProducts = (): Case[] =>
  factors.flatMap(([a, b]) =>
    flips.map(([transposeA, transposeB]) => ({
      inputs: { a: normal(...swap(a, transposeA)), b: normal(...swap(b, transposeB)) },
      attrs: { transposeA, transposeB },
    })),
  );
const fusedProducts = (): Case[] =>
  factors
    .filter(([a, b]) => a.length === 3 && a[0] === b[0])
    .flatMap(([a, b]) =>
      flips.flatMap(([transposeA, transposeB]) =>
        activations.map((activation, i) => ({
          inputs: {
            a: normal(...swap(a, transposeA)),
            b: normal(...swap(b, transposeB)),
            ...(i % 2 ? { bias: normal(b.at(-1) as number) } : {}),
            ...(activation === 'prelu' ? { preluActivationWeights: normal(b.at(-1) as number) } : {}),
          },
          attrs: { transposeA, transposeB, activation, leakyreluAlpha: 0.3 },
        })),
      ),
    );

/** Of matrices. */
export const products: Cases = {
  BatchMatMul: matrixProducts,
  _FusedMatMul: fusedProducts,
};
