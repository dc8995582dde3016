import { InputError } from '../../input/checks.js';
import { whatIs } from '../../input/whatIs.js';
import { badImage, type Decode, type DecodeOptions } from './decoding.js';
import { type ImageHeader, imageHeader } from './imageHeader.js';
import { inPage, pageDecoder } from './pageDecoder.js';
import { sharpDecoder } from './sharpDecoder.js';

/** The decoder of this place, which is that of the page, or sharp where there is none. */
export async function imageDecoder(options: DecodeOptions): Promise<(bytes: Uint8Array) => Promise<ArrayLike<number>>> {
  const decode: Decode = inPage() ? pageDecoder(options) : await sharpDecoder(options);
  return async (bytes) => {
    const header = checkedHeader(bytes, options.maxPixels);
    try {
      return await decode(bytes, header);
    } catch (error) {
      if (error instanceof InputError) throw error;
      const [message] = String((error as Error)?.message ?? error).split('\n');
      return badImage('an image that decodes', `a damaged one (${message})`);
    }
  };
}

function checkedHeader(bytes: Uint8Array, maxPixels: number): ImageHeader {
  const header = imageHeader(bytes);
  if (!header) {
    const foreign = whatIs(bytes);
    const image = foreign?.kind === 'jpeg' || foreign?.kind === 'png'; // whose head is damaged
    if (foreign && !image) {
      const remedy = /^(gif|tiff|riff)$/.test(foreign.kind) ? 'Convert it to JPEG or PNG.' : foreign.remedy;
      badImage('a JPEG or PNG image', foreign.what, remedy);
    }
    badImage('a JPEG or PNG image', foreign ? `${foreign.what} without a size` : 'bytes that begin as neither');
  }
  const { kind, width, height, whole } = header as ImageHeader;
  if (width === 0 || height === 0) badImage('an image of one pixel at least', `${width} x ${height} pixels`);
  if (width * height > maxPixels) {
    const remedy = 'Make it smaller, or raise maxPixels if you trust the file.';
    badImage(`an image of at most ${maxPixels} pixels`, `${width} x ${height}`, remedy);
  }
  if (!whole) badImage(`a whole ${kind} image`, 'one that is cut short');
  return header as ImageHeader;
}
