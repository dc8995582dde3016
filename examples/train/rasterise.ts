import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

/** SVG to PNG at twice the size, with the typeface that an npm package ships, so that a machine without fonts draws the same picture. */
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
