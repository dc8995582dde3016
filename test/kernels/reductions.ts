import { type Case, type Cases, type Input, normal, table, tied, truth, whole } from './inputs.js';

const axes = table(
  '7 | 0',
  '3 5 | 0',
  '3 5 | 1',
  '3 5 | 0 1',
  '3 5 | -1',
  '2 3 4 | 0',
  '2 3 4 | 1',
  '2 3 4 | 2',
  '2 3 4 | 0 2',
  '2 3 4 | 0 1',
  '2 3 4 | 2 1',
  '2 3 4 |',
  '2 3 4 5 | 1 2',
  '2 3 4 5 | 0 1 2',
  '2 3 4 5 | 1 3',
  '2 3 1 2 2 | 1 3',
  '2 3 1 2 2 2 | 0 4',
  '33 9 | 0',
  '300 9 | 0',
);
const reduction = (makes: ((...shape: number[]) => Input)[]): Case[] =>
  makes.flatMap((make) =>
    axes.flatMap(([shape, axis]) =>
      [false, true].map((keepDims) => ({ inputs: { x: make(...shape) }, attrs: { axis, keepDims } })),
    ),
  );
const alongOne = (makes: ((...shape: number[]) => Input)[]): Case[] =>
  makes.flatMap((make) =>
    axes
      .filter(([, axis]) => axis.length === 1 && axis[0] >= 0)
      .map(([shape, [axis]]) => ({ inputs: { x: make(...shape) }, attrs: { axis } })),
  );
const cumulative = (): Case[] =>
  [normal, whole].flatMap((make) =>
    axes
      .filter(([, axis]) => axis.length === 1 && axis[0] >= 0)
      .flatMap(([shape, [axis]]) =>
        [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ].map(([exclusive, reverse]) => ({
          inputs: { x: make(...shape) },
          attrs: { axis, exclusive, reverse },
        })),
      ),
  );

/** Along axes. */
export const reductions: Cases = {
  Sum: () => reduction([normal, whole]),
  Mean: () => reduction([normal]),
  Max: () => reduction([normal, whole, tied]),
  Min: () => reduction([normal, whole, tied]),
  Prod: () => reduction([normal, whole]),
  All: () => reduction([truth]),
  Any: () => reduction([truth]),
  ArgMax: () => alongOne([normal, whole, tied]),
  ArgMin: () => alongOne([normal, whole, tied]),
  Cumsum: cumulative,
  Cumprod: cumulative,
  Softmax: () =>
    [[7], [3, 5], [2, 3, 4], [1, 1]].map((shape) => ({
      inputs: { logits: normal(...shape) },
      attrs: { dim: shape.length - 1 },
    })),
  TopK: () =>
    [normal, tied, whole].flatMap((make) =>
      [[7], [3, 5], [2, 3, 4]].flatMap((shape) =>
        [1, 3].map((k) => ({ inputs: { x: make(...shape) }, attrs: { k, sorted: true } })),
      ),
    ),
};
