import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export const INK = '#1f2430';
export const QUIET = '#6b7280';
const GRID = '#e8eaee';

/** What all pictures look like; of the title, its size and the distance below it. */
export function look(title: { fontSize: number; offset: number }, axis: { titleFontSize: number }) {
  return {
    font: 'Inter, system-ui, sans-serif',
    view: { stroke: null },
    title: {
      anchor: 'start',
      color: INK,
      fontWeight: 600,
      subtitleColor: QUIET,
      subtitleFontSize: 11.5,
      subtitlePadding: 7,
      ...title,
    },
    axis: {
      domain: false,
      ticks: false,
      gridColor: GRID,
      labelColor: QUIET,
      labelFontSize: 10,
      labelPadding: 6,
      titleColor: QUIET,
      titleFontWeight: 400,
      ...axis,
    },
  } as const;
}

/** A vega-lite picture as SVG. */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  // Without a canvas vega takes a letter for 0.8 of its height; in Inter it is about 0.52.
  const { textMetrics } = vega as unknown as {
    textMetrics: { width(item: { fontSize: number }, text: unknown): number };
  };
  textMetrics.width = ({ fontSize }, text) => 0.52 * fontSize * [text].flat().join('').length;
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logger: vega.logger(vega.Error) });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/**
 * SVG to PNG at twice the size, with the typeface that an npm package ships, so that a machine without fonts draws the
 * same picture.
 */
export function rasterise(svg: string): Uint8Array {
  const require = createRequire(import.meta.url);
  const face = (name: string) => require.resolve(`@expo-google-fonts/inter/${name}/Inter_${name}.ttf`);
  const font = {
    fontFiles: [face('400Regular'), face('600SemiBold')],
    loadSystemFonts: false,
    defaultFontFamily: 'Inter',
    sansSerifFamily: 'Inter',
  };
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font, background: 'white' }).render().asPng();
}
