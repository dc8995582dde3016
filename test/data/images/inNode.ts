import { imageDecoder } from '../../../src/data/images/imageDecoder.js';
import { pictures } from './pictures.js';

/** A picture, and what sharp makes of it. */
export interface InNode {
  kind: string;
  bytes: number[];
  pixels: number[];
}

/** For the tests in a page, which asks Node for pictures and for what they are there. */
export async function picturesInNode(_: unknown, fit: 'crop' | 'squash', size: number): Promise<InNode[]> {
  const decode = await imageDecoder({ size, fit, shorterSide: size, maxPixels: 2 ** 26 });
  const all = Object.entries(await pictures());
  return Promise.all(
    all.map(async ([kind, bytes]) => ({ kind, bytes: [...bytes], pixels: Array.from(await decode(bytes)) })),
  );
}
