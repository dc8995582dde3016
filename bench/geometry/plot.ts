import { writeFileSync } from 'node:fs';
import type { TopLevelSpec } from 'vega-lite';
import { INK, look, QUIET, rasterise, toSvg } from '../../examples/support/rasterise.js';
import type { ErrorPoint } from './errors.js';

const NAMES: Record<string, { name: string; color: string; dash?: number[] }> = {
  split: { name: 'split (default)', color: '#2456a6' },
  rademacher: { name: 'signs of each example', color: '#5b9bd5' },
  'jacobian_regularizer (sphere)': { name: 'jacobian_regularizer', color: '#3f8f6b' },
  'one cotangent for the batch': { name: 'signs that the batch shares', color: '#8a6fb3' },
  outputs: { name: 'subset of outputs', color: '#c4512d' },
  entries: { name: 'subset of entries', color: '#d98e3a' },
  examples: { name: 'subset of examples', color: '#9a3b52' },
};

/** Relative error against passes of every estimator, both logarithmic: docs/images/geometric-complexity-error.png. */
export async function drawErrors(figures: Record<string, unknown>): Promise<void> {
  const { points, trials } = figures.error as { points: ErrorPoint[]; trials: number };
  const values = points.map(({ estimator, passes, error }) => ({ name: NAMES[estimator].name, passes, error }));
  const names = Object.values(NAMES);
  const x = { field: 'passes', type: 'quantitative', scale: { type: 'log', domain: [1, 128], nice: false } };
  const y = { field: 'error', type: 'quantitative', scale: { type: 'log', domain: [0.001, 0.5], nice: false } };
  const color = {
    field: 'name',
    type: 'nominal',
    scale: { domain: names.map(({ name }) => name), range: names.map((each) => each.color) },
    legend: {
      title: null,
      labelColor: INK,
      symbolStrokeWidth: 3,
      symbolType: 'stroke',
      labelLimit: 260,
      rowPadding: 5,
    },
  } as const;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 28,
    width: 520,
    height: 320,
    title: {
      text: 'Relative error of geometric complexity against its cost',
      subtitle: `VGG-13 trained on CIFAR-10, d = 512, a batch of 64; root mean square of up to ${trials} trials`,
    },
    data: { values },
    layer: [
      {
        data: { values: [{ error: 0.01 }] },
        mark: { type: 'rule', strokeDash: [4, 4], color: QUIET },
        encoding: { y: { field: 'error', type: 'quantitative' } },
      },
      {
        mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round', point: { size: 16, filled: true } },
        encoding: {
          x: {
            ...x,
            axis: {
              title: 'vector-Jacobian passes over the batch',
              values: [1, 2, 4, 8, 16, 32, 64, 128],
              format: ',d',
              grid: false,
            },
          },
          y: {
            ...y,
            axis: {
              title: null,
              values: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
              format: '.1~%',
            },
          },
          color,
        },
      },
    ],
    config: look({ fontSize: 17, offset: 18 }, { titleFontSize: 10.5 }),
  };
  const svg = await toSvg(spec as TopLevelSpec);
  writeFileSync('docs/images/geometric-complexity-error.png', rasterise(svg));
}
