import { type Cases, normal, positive, rows, table } from './inputs.js';

/** Of values by their neighbours. */
export const normalisations: Cases = {
  FusedBatchNorm: () =>
    (
      table(
        '2 3 4 5 | 5',
        '4 3 | 3',
        '2 3 4 | 4',
        '2 3 4 | 2 3 4',
        '2 3 4 5 | 1 1 1 5',
        '2 3 4 5 | 1 3 4 5',
        '2 3 4 5 | 3 1 1',
        '2 3 4 5 | 1 3 1 1',
        '2 3 4 5 | 2 1 1 1',
        '1 1 1 1 | 1',
      ) as [number[], number[]][]
    ).flatMap(([x, of]) =>
      [0, 1, 2, 3].map((which) => ({
        inputs: {
          x: normal(...x),
          mean: normal(...of),
          variance: positive(...of),
          ...(which & 1 ? { scale: normal(...of) } : {}),
          ...(which & 2 ? { offset: normal(...of) } : {}),
        },
        attrs: { varianceEpsilon: 0.01 },
      })),
    ),
  LRN: () =>
    rows('1 2 3 7', '2 2 2 1', '1 1 1 4').flatMap((shape) =>
      [1, 2, 5].map((depthRadius) => ({
        inputs: { x: normal(...shape) },
        attrs: { depthRadius, bias: 1, alpha: 0.3, beta: 0.6 },
      })),
    ),
  LRNGrad: () =>
    rows('1 2 3 7', '2 2 2 1', '1 1 1 4').flatMap((shape) =>
      [1, 2, 5].map((depthRadius) => ({
        inputs: { x: normal(...shape), y: normal(...shape), dy: normal(...shape) },
        attrs: { depthRadius, bias: 1, alpha: 0.3, beta: 0.6 },
      })),
    ),
};
