import { INK, QUIET } from './rasterise.js';

/** A point, with its interval where it has one. */
export interface Point {
  x: number;
  y: number;
  low?: number;
  high?: number;
  /** What is written beside it. */
  label?: string;
}

/** Points that a line connects in their order. Its name stands at its end. */
export interface Series {
  name: string;
  color: string;
  points: Point[];
}

/** One small picture: what it shows in words, its scales, its lines. */
export interface Panel {
  title: string;
  subtitle: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** Levels to compare with, such as that of chance. */
  levels?: { y: number; label: string }[];
}

interface Axis {
  title?: string;
  log?: boolean;
  format?: string;
  /** What the scale has to hold beside the points. */
  holds?: number[];
}

const WIDTH = 290;
const HEIGHT = 170;
/** The least distance of two names at the ends of lines, in pixels. */
const APART = 13;

/** A panel of vega-lite. */
export function panelOf({ title, subtitle, x, y, series, levels = [] }: Panel) {
  const points = series.flatMap((each) => each.points);
  const xs = domainOf(
    x,
    points.map((point) => point.x),
    0.02,
  );
  const ys = domainOf(
    y,
    [...points.flatMap(({ y, low = y, high = y }) => [y, low, high]), ...levels.map((level) => level.y)],
    0.04,
  );
  const scaled = (field: string) => ({
    x: { field: 'x', type: 'quantitative', scale: scaleOf(x, xs), axis: axisOf(x, xs, false) },
    y: { field, type: 'quantitative', scale: scaleOf(y, ys), axis: axisOf(y, ys, true) },
  });
  const lines = series.flatMap(({ color, points }) => {
    const data = { values: points.map((point, order) => ({ ...point, order })) };
    const whole = points.filter(({ low, high }) => low !== undefined && high !== undefined);
    const { x, y } = scaled('y');
    return [
      {
        data,
        mark: { type: 'line', color, strokeWidth: 1.8, strokeJoin: 'round' },
        encoding: { x, y, order: { field: 'order' } },
      },
      {
        data: { values: whole },
        mark: { type: 'rule', color, strokeWidth: 1.2 },
        encoding: { x, y: scaled('low').y, y2: { field: 'high' } },
      },
      { data, mark: { type: 'point', color, filled: true, size: 18, opacity: 1 }, encoding: { x, y } },
    ];
  });
  // Above all lines, each on a white edge.
  const labels = [{ stroke: 'white', strokeWidth: 4, strokeJoin: 'round' }, { color: INK }].map((look) => ({
    data: { values: points.filter(({ label }) => label !== undefined) },
    mark: { type: 'text', align: 'left', dx: 7, dy: -7, fontSize: 9.5, ...look },
    encoding: { ...scaled('y'), text: { field: 'label' } },
  }));
  const rules = levels.flatMap((level) => [
    {
      data: { values: [{ y: level.y }] },
      mark: { type: 'rule', color: QUIET, strokeDash: [4, 4], strokeWidth: 1 },
      encoding: { y: scaled('y').y },
    },
    text(level.label, { x: WIDTH, y: pixelOf(y, ys, level.y) - 5 }, { fontSize: 9.5, color: QUIET, align: 'right' }),
  ]);
  const titles = [
    text(title, { x: 0, y: -32 }, { fontSize: 13, color: INK, fontWeight: 600 }),
    text(subtitle, { x: 0, y: -15 }, { fontSize: 10.5, color: QUIET }),
  ];
  return {
    width: WIDTH,
    height: HEIGHT,
    layer: [...rules, ...lines, ...labels, ...endNames(series, y, ys), ...titles],
  } as never;
}

/** The names of lines at their ends, moved apart where the ends are close. One line alone needs none. */
function endNames(series: Series[], y: Axis, domain: [number, number]) {
  if (series.length < 2) return [];
  const ends = series
    .filter(({ points }) => points.length > 0)
    .map(({ name, color, points }) => ({ name, color, at: pixelOf(y, domain, points[points.length - 1].y) }))
    .sort((a, b) => a.at - b.at);
  for (let pass = 0; pass < 100; pass++) {
    for (let i = 1; i < ends.length; i++) {
      const lacking = APART - (ends[i].at - ends[i - 1].at);
      if (lacking <= 0) continue;
      ends[i - 1].at -= lacking / 2;
      ends[i].at += lacking / 2;
    }
  }
  return ends.map(({ name, color, at }) =>
    text(name, { x: WIDTH + 9, y: at }, { fontSize: 10, color, baseline: 'middle', fontWeight: 600 }),
  );
}

/** Words at a place in pixels. Vega's titles keep their distance from axis labels, so neighbours would not align. */
function text(words: string, { x, y }: { x: number; y: number }, look: object) {
  return {
    data: { values: [{}] },
    mark: { type: 'text', text: words, align: 'left', baseline: 'alphabetic', ...look },
    encoding: { x: { value: x }, y: { value: y } },
  };
}

/** The ends of a scale: those of the values and a margin, so that equal values span one, too. */
function domainOf({ log, holds = [] }: Axis, values: number[], margin: number): [number, number] {
  const fit = [...values, ...holds].filter((value) => Number.isFinite(value) && (!log || value > 0));
  const ends = [Math.min(...fit), Math.max(...fit)].map((end) => (log ? Math.log10(end) : end));
  const span = ends[1] - ends[0] || Math.abs(ends[0]) || 1;
  const [low, high] = [ends[0] - margin * span, ends[1] + margin * span];
  // A scale that begins at zero keeps its zero.
  const begin = !log && ends[0] === 0 ? 0 : low;
  return log ? [10 ** low, 10 ** high] : [begin, high];
}

function pixelOf({ log }: Axis, [low, high]: [number, number], value: number): number {
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return HEIGHT * (1 - share);
}

const scaleOf = ({ log }: Axis, domain: [number, number]) => ({
  type: log ? 'log' : 'linear',
  domain,
  nice: false,
  ...(!log && { zero: false }),
});

function axisOf({ title, log, format = ',~r' }: Axis, domain: [number, number], grid: boolean) {
  const ticks = log ? { values: decades(domain) } : { tickCount: 5, tickMinStep: format === ',d' ? 1 : undefined };
  return { title: title ?? null, grid, format, labelFlush: false, ...ticks };
}

/** Round numbers on a logarithmic scale: more of every power of ten where there are few powers. */
export function decades([low, high]: readonly number[]): number[] {
  const powers = Math.log10(high / low);
  const steps = powers > 4 ? [1] : powers > 2 ? [1, 3] : powers > 0.8 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const step of steps) ticks.push(step * 10 ** power);
  return ticks.filter((tick) => tick >= low && tick <= high);
}
