import type { FewShotSummary, PartReport } from 'geocollapse/transfer';
import type { TopLevelSpec } from 'vega-lite';
import { decades } from '../support/panel.js';
import { INK, look, QUIET, rasterise, toSvg } from '../support/rasterise.js';
import type { Row } from './run.js';

const BLUE = '#2456a6';
const RUST = '#c4512d';
const GREEN = '#2f7d5b';
const LINE = 17;
const WIDTH = 300;

/** One report as a picture of three panels, a line a number: SVG, and PNG at twice the size. */
export async function drawReport({ step, report }: Row, caption: string): Promise<{ svg: string; png: Uint8Array }> {
  const { target } = report;
  const [{ chance }] = target.fewShot;
  const worst = target.fewShot.find(({ options }) => options.shots === 5) ?? target.fewShot[0];
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 28,
    title: { text: `A report on held-out classes, step ${step}`, subtitle: caption.split('\n') },
    data: { values: [] },
    spacing: 200,
    bounds: 'flush',
    align: 'none',
    hconcat: [
      panel('Accuracy by class', `${nameOf(worst)}; the worst class in red`, classLines(target, worst), {
        format: '.0%',
        chance,
      }),
      {
        spacing: 76,
        bounds: 'flush',
        vconcat: [
          panel('Few-shot accuracy', 'with its 95% interval', accuracyLines(target.fewShot), { format: '.0%', chance }),
          panel('Collapse', 'smaller is more collapsed', collapseLines(report), { log: true }),
        ],
      } as never,
    ],
    config: look({ fontSize: 19, offset: 34 }, { titleFontSize: 10 }),
  };
  const svg = await toSvg(spec);
  return { svg, png: rasterise(svg) };
}

/** A number with its name, a line of a panel. */
interface Line {
  name: string;
  value: number;
  low?: number;
  high?: number;
  /** The number in words, where the interval is too narrow to be read. */
  words?: string;
  color: string;
}

const HEADS: Record<string, string> = { nearestMean: 'nearest mean', ridge: 'ridge', logistic: 'logistic' };
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const nameOf = ({ options: { head, shots } }: FewShotSummary) =>
  `${HEADS[head.kind]}, ${shots} ${shots === 1 ? 'shot' : 'shots'}`;

const accuracyLines = (all: readonly FewShotSummary[]): Line[] =>
  all.map((each) => ({
    name: nameOf(each),
    value: each.accuracy,
    low: each.interval[0],
    high: each.interval[1],
    words: `${percent(each.accuracy)} (${percent(each.interval[0])} to ${percent(each.interval[1])})`,
    color: BLUE,
  }));

function classLines({ classNames }: PartReport, { perClass, worstClass }: FewShotSummary): Line[] {
  return [...perClass]
    .sort((a, b) => b.accuracy - a.accuracy)
    .map((each) => ({
      name: classNames?.[each.class] ?? `class ${each.class}`,
      value: each.accuracy,
      color: each.class === worstClass.class ? RUST : BLUE,
    }));
}

function collapseLines({ source, sourceTest, target }: Row['report']): Line[] {
  const parts = [
    ['training', source.collapse, BLUE],
    ...(sourceTest ? ([['test', sourceTest.collapse, GREEN]] as const) : []),
    ['held-out', target.collapse, RUST],
  ] as const;
  const lines: Line[] = [];
  for (const [name, key] of [
    ['CDNV', 'cdnv'],
    ['directional CDNV', 'directionalCdnv'],
    ['NC1', 'nc1'],
  ] as const) {
    for (const [part, collapse, color] of parts) {
      const value = collapse[key];
      if (value !== undefined && value > 0) lines.push({ name: `${name}, ${part}`, value, color });
    }
    const episodes = target.perEpisode[key];
    if (episodes && episodes.mean > 0) {
      const half = 1.96 * (episodes.standardError ?? 0);
      const [low, high] = [Math.max(episodes.mean - half, episodes.mean / 100), episodes.mean + half];
      lines.push({ name: `${name}, an episode`, value: episodes.mean, low, high, color: RUST });
    }
  }
  return lines;
}

/** Lines of dots. */
function panel(
  title: string,
  subtitle: string,
  lines: Line[],
  { format = ',~r', log = false, chance }: { format?: string; log?: boolean; chance?: number },
) {
  const height = LINE * lines.length;
  const all = lines.flatMap(({ value, low = value, high = value }) => [low, high]);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const scale = log ? { type: 'log', domain: [least / 1.3, most * 1.3], nice: false } : { domain: [0, 1], nice: false };
  const y = { field: 'name', type: 'nominal', sort: lines.map(({ name }) => name), scale: { paddingOuter: 0.5 } };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale,
    axis: {
      title: null,
      format,
      grid: true,
      labelFlush: false,
      ...(log ? { values: decades(scale.domain) } : { tickCount: 5 }),
    },
  });
  const names = {
    ...y,
    axis: { title: null, grid: false, labelColor: INK, labelFontSize: 10.5, labelLimit: 200, minExtent: 150 },
  };
  const text = (words: string, at: { x: number; y: number }, mark: object) => ({
    data: { values: [{}] },
    mark: { type: 'text', text: words, align: 'left', baseline: 'alphabetic', ...mark },
    encoding: { x: { value: at.x }, y: { value: at.y } },
  });
  const color = { field: 'color', type: 'nominal', scale: null };
  const whole = lines.filter(({ low }) => low !== undefined);
  const level =
    chance === undefined
      ? []
      : [
          {
            data: { values: [{ chance }] },
            mark: { type: 'rule', color: QUIET, strokeDash: [4, 4] },
            encoding: { x: x('chance') },
          },
          text('chance', { x: WIDTH * chance + 4, y: height - 3 }, { fontSize: 9.5, color: QUIET }),
        ];
  return {
    width: WIDTH,
    height,
    layer: [
      ...level,
      {
        data: { values: whole },
        mark: { type: 'rule', strokeWidth: 1.4 },
        encoding: { y: names, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        data: { values: lines },
        mark: { type: 'point', filled: true, size: 34, opacity: 1 },
        encoding: { y: names, x: x('value'), color },
      },
      {
        data: { values: lines.filter(({ words }) => words !== undefined) },
        mark: { type: 'text', align: 'left', dx: 8, fontSize: 9.5, color: QUIET },
        encoding: { y: names, x: x('high'), text: { field: 'words' } },
      },
      text(title, { x: -150, y: -28 }, { fontSize: 13, color: INK, fontWeight: 600 }),
      text(subtitle, { x: -150, y: -12 }, { fontSize: 10.5, color: QUIET }),
    ],
  } as never;
}
