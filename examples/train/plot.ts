import type { Measurement } from 'geocollapse/training';
import type { TopLevelSpec } from 'vega-lite';
import { INK, look, QUIET, rasterise, toSvg } from '../support/rasterise.js';

const BLUE = '#2456a6';
const RUST = '#c4512d';

const LOG = { type: 'log' };

const WIDTH = 300;
const HEIGHT = 170;

/** A line of metrics.jsonl. */
export interface Row extends Measurement {
  step: number;
}

interface Panel {
  title: string;
  subtitle: string;
  field: Exclude<keyof Row, 'undetermined'>;
  color: string;
  scale?: object;
  format?: string;
  band?: boolean;
}

const PANELS: Panel[] = [
  { title: 'Loss', subtitle: 'cross-entropy, nats', field: 'loss', color: INK, scale: LOG },
  {
    title: 'Accuracy',
    subtitle: 'of the measured training images',
    field: 'accuracy',
    color: INK,
    scale: { domain: [0, 1] },
    format: '.0%',
  },
  {
    title: 'Geometric complexity',
    subtitle: 'of the embedding, with its 95% interval',
    field: 'gc',
    color: BLUE,
    band: true,
  },
  {
    title: 'Geometric collapse',
    subtitle: 'complexity over squared distance of class means',
    field: 'geometricCollapse',
    color: BLUE,
    scale: LOG,
  },
  {
    title: 'Neural collapse, CDNV',
    subtitle: 'variance over squared distance of class means',
    field: 'cdnv',
    color: RUST,
    scale: LOG,
  },
  {
    title: 'Neural collapse, NC1',
    subtitle: 'variance within classes over variance between them',
    field: 'nc1',
    color: RUST,
    scale: LOG,
  },
];

/** The curves of a run as one picture of six panels: SVG, and PNG at twice the size. */
export async function drawCurves(rows: Row[], caption: string): Promise<{ svg: string; png: Uint8Array }> {
  const values = rows.map((row) => ({
    ...row,
    low: Math.max(0, row.gc - 1.96 * row.gcStandardError),
    high: row.gc + 1.96 * row.gcStandardError,
  }));
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 28,
    title: { text: 'What training does to the embedding', subtitle: caption },
    data: { values },
    spacing: { row: 92, column: 64 },
    align: 'all',
    bounds: 'flush',
    concat: PANELS.map((each) => panel(each, rows)),
    columns: 2,
    config: look({ fontSize: 19, offset: 26 }, { titleFontSize: 10 }),
  };
  const svg = await toSvg(spec);
  return { svg, png: rasterise(svg) };
}

function panel({ title, subtitle, field, color, scale, format, band }: Panel, rows: Row[]) {
  const x = {
    field: 'step',
    type: 'quantitative',
    axis: { title: 'step', grid: false, tickCount: 6, tickMinStep: 1, format: ',d' },
  };
  const positive = rows.map((row) => row[field]).filter((value) => value !== undefined && value > 0) as number[];
  const ticks = scale === LOG ? { values: decades(positive) } : { tickCount: 5 };
  // A margin, so that a single row, or equal ones, still span a scale.
  const span = scale === LOG &&
    positive.length > 0 && { domain: [Math.min(...positive) / 1.1, Math.max(...positive) * 1.1] };
  const axis = { title: null, format: format ?? ',~r', ...ticks };
  const y = { field, type: 'quantitative', scale: { nice: scale !== LOG, ...scale, ...span }, axis };
  const line = {
    mark: { type: 'line', color, strokeWidth: 2, strokeJoin: 'round', point: { size: 16, color, filled: true } },
    encoding: { x, y },
  };
  const interval = {
    mark: { type: 'area', color, opacity: 0.16 },
    encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
  };
  // Marks and not vega titles: those keep their distance from the axis labels, so that neighbours would not align.
  const text = (words: string, y: number, fontSize: number, look: object) => ({
    data: { values: [{}] },
    mark: { type: 'text', text: words, align: 'left', baseline: 'alphabetic', fontSize, ...look },
    encoding: { x: { value: 0 }, y: { value: y } },
  });
  const titles = [text(title, -32, 13, { color: INK, fontWeight: 600 }), text(subtitle, -15, 10.5, { color: QUIET })];
  return { width: WIDTH, height: HEIGHT, layer: [...(band ? [interval, line] : [line]), ...titles] } as never;
}

/** 1, 2 and 5 of every power of ten about the values, or the powers alone where they span more than two. */
function decades(positive: number[]): number[] {
  const [low, high] = [Math.min(...positive), Math.max(...positive)].map(Math.log10);
  const steps = high - low > 2 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const step of steps) ticks.push(step * 10 ** power);
  return ticks.filter((tick) => tick >= 10 ** low / 1.6 && tick <= 10 ** high * 1.6);
}
