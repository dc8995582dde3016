import type { FewShotSummary, PartReport } from 'geocollapse/transfer';
import type { TopLevelSpec } from 'vega-lite';
import { type Panel, type Point, panelOf, type Series } from '../support/panel.js';
import { INK, look, rasterise, toSvg } from '../support/rasterise.js';
import type { Row } from './run.js';

const BLUE = '#2456a6';
const RUST = '#c4512d';
const GREEN = '#2f7d5b';
const SHADES = ['#8fb3e0', '#2456a6', '#12294f', '#6b4fa0', '#a04f86'];

/** A report over training as one picture of eight panels: SVG, and PNG at twice the size. */
export async function drawCourse(rows: Row[], caption: string): Promise<{ svg: string; png: Uint8Array }> {
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: { left: 28, top: 28, right: 28, bottom: 28 },
    title: { text: 'What a network promises for classes that it has not seen', subtitle: caption.split('\n') },
    data: { values: [] },
    spacing: { row: 96, column: 128 },
    align: 'all',
    bounds: 'flush',
    concat: panels(rows).map(panelOf),
    columns: 2,
    config: look({ fontSize: 19, offset: 26 }, { titleFontSize: 10 }),
  };
  const svg = await toSvg(spec);
  return { svg, png: rasterise(svg) };
}

function panels(rows: Row[]): Panel[] {
  const [{ report }] = rows;
  const { fewShot, fewShotOfAll } = report.target;
  const step = { title: 'step', format: ',d' };
  const complexity = { title: 'geometric complexity of the source', log: true };
  const shotsOf = ({ options }: FewShotSummary, at: number): Series => ({
    name: options.shots === 1 ? '1 shot' : `${options.shots} shots`,
    color: SHADES[at % SHADES.length],
    points: over(rows, ({ report: { target } }) => withInterval(target.fewShot[at])),
  });
  const first = fewShot.filter(({ options }) => options.head.kind === fewShot[0].options.head.kind);
  const [{ options, chance }] = first;
  const setting = `${options.ways} ways, ${HEADS[options.head.kind]}`;
  const middle = first.findIndex((each) => each.options.shots === 5);
  const shown = Math.max(0, middle);
  const labelled = new Set([0, 1, rows.length - 1]);
  const against = (value: (row: Row) => Omit<Point, 'x'> | undefined): Point[] =>
    rows.flatMap((row, i) => {
      const y = value(row);
      const label = labelled.has(i) ? { label: i === 0 ? 'untrained' : `step ${row.step}` } : {};
      return y ? [{ x: row.report.source.complexity.mean, ...y, ...label }] : [];
    });
  const largest = fewShotOfAll.length - 1;
  return [
    {
      title: 'Geometric complexity of the source',
      subtitle: 'of the embedding, on training images, with its 95% interval',
      x: step,
      y: { log: true },
      series: [
        {
          name: 'complexity',
          color: BLUE,
          points: over(rows, ({ report: { source } }) => {
            const [low, high] = source.complexity.interval;
            return { y: source.complexity.mean, low, high };
          }),
        },
      ],
    },
    {
      title: 'Accuracy on held-out classes',
      subtitle: `${setting}, with its 95% interval over ${options.episodes} episodes`,
      x: step,
      y: { format: '.0%' },
      series: first.map(shotsOf),
      levels: [{ y: chance, label: `chance, ${percent(chance)}` }],
    },
    {
      title: 'CDNV of held-out classes against complexity',
      subtitle: 'a point a report, in the order of training',
      x: complexity,
      y: { log: true },
      series: [{ name: '', color: RUST, points: against(({ report }) => whole(report.target.collapse.cdnv)) }],
    },
    {
      title: 'Accuracy on held-out classes against complexity',
      subtitle: `${first[shown].options.shots} shots, with its 95% interval`,
      x: complexity,
      y: { format: '.0%' },
      series: [
        { name: '', color: SHADES[shown], points: against(({ report }) => withInterval(report.target.fewShot[shown])) },
      ],
      levels: [{ y: chance, label: `chance, ${percent(chance)}` }],
    },
    collapsePanel(rows, 'Collapse: CDNV', 'variance over squared distance of class means', 'cdnv'),
    collapsePanel(
      rows,
      'Collapse: directional CDNV',
      'the same with the variance between the means',
      'directionalCdnv',
    ),
    collapsePanel(rows, 'Collapse: NC1', 'variance within classes over variance between them', 'nc1'),
    {
      title: `Nearest mean among all ${report.target.nearestMean.bounds.classes} held-out classes`,
      subtitle: 'error, and bounds on it; a bound above 1 says nothing',
      x: step,
      y: { log: true },
      series: [
        {
          name: 'CDNV bound',
          color: RUST,
          points: over(rows, ({ report }) => whole(report.target.nearestMean.bounds.cdnv?.bound)),
        },
        {
          name: 'Cantelli bound',
          color: GREEN,
          points: over(rows, ({ report }) => whole(report.target.nearestMean.bounds.cantelli.bound)),
        },
        {
          name: `error, ${fewShotOfAll[largest].options.shots} shots`,
          color: BLUE,
          points: over(rows, ({ report: { target } }) => whole(1 - target.fewShotOfAll[largest].accuracy)),
        },
        {
          name: 'error, own means',
          color: INK,
          points: over(rows, ({ report }) => whole(report.target.nearestMean.error)),
        },
      ],
      levels: [{ y: 1, label: '1' }],
    },
  ];
}

const HEADS: Record<string, string> = { nearestMean: 'nearest mean', ridge: 'ridge', logistic: 'logistic regression' };
const percent = (share: number) => `${Math.round(100 * share)}%`;
const whole = (y: number | undefined | null) => (y === undefined || y === null || !(y > 0) ? undefined : { y });
const withInterval = ({ accuracy, interval: [low, high] }: FewShotSummary) => ({ y: accuracy, low, high });

/** The values of the reports over the steps. One that a report does not determine is left out. */
function over(rows: Row[], value: (row: Row) => Omit<Point, 'x'> | undefined): Point[] {
  return rows.flatMap((row) => {
    const y = value(row);
    return y ? [{ x: row.step, ...y }] : [];
  });
}

/** One measure of collapse on all parts. */
function collapsePanel(
  rows: Row[],
  title: string,
  subtitle: string,
  measure: 'cdnv' | 'directionalCdnv' | 'nc1',
): Panel {
  const series = (name: string, color: string, part: (row: Row) => PartReport | undefined): Series => ({
    name,
    color,
    points: over(rows, (row) => whole(part(row)?.collapse[measure])),
  });
  return {
    title,
    subtitle,
    x: { title: 'step', format: ',d' },
    y: { log: true },
    series: [
      series('source, training', BLUE, ({ report }) => report.source),
      series('source, test', GREEN, ({ report }) => report.sourceTest),
      series('held-out classes', RUST, ({ report }) => report.target),
    ].filter(({ points }) => points.length > 0),
  };
}
