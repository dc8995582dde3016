import type { Sharp, SharpOptions } from 'sharp';
import { refuse } from '../../input/checks.js';
import { cropOf } from './crop.js';
import type { Decode, DecodeOptions } from './decoding.js';

type MakeSharp = (bytes: Uint8Array, options: SharpOptions) => Sharp;

/** Where transparent pixels are laid on. */
const BACKGROUND = '#ffffff';

/** The version that peerDependencies of package.json asks for. */
const INSTALL =
  'Install it: npm install sharp@0.35 (or, where it is there but does not load: npm install --include=optional).';

/**
 * Decodes with sharp, on threads of its own, so that the caller's thread stays free.
 *
 * Images are decoded whole before they are scaled. sharp could decode a JPEG at a half or a quarter right away, in two
 * thirds of the time, but then differs from what Pillow makes by 1.7 of 255 on average in place of 0.4. It does so
 * whenever nothing is cut out of an image first, so something always is, if only all of it.
 */
export async function sharpDecoder(options: DecodeOptions): Promise<Decode> {
  const sharp = await loadSharp();
  const { size, maxPixels } = options;
  // 'warning' is the strictest; of a damaged JPEG all else would make an image. A profile of colours is not looked at,
  // as Pillow does not.
  const strict: SharpOptions = { failOn: 'warning', limitInputPixels: maxPixels, ignoreIcc: true };
  return async (bytes, header) => {
    // A turn exchanges the sides. Without EXIF data there is none, and one call is enough: each has to wait until the
    // caller's thread is free, and a step of training keeps it busy for long.
    const { width, height } = header.exif ? (await sharp(bytes, strict).metadata()).autoOrient : header;
    const { data, info } = await sharp(bytes, strict)
      .autoOrient()
      .extract(cropOf(width, height, options))
      .flatten({ background: BACKGROUND })
      .resize(size, size, { fit: 'fill', kernel: 'lanczos3' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.width !== size || info.height !== size || info.channels !== 3) {
      throw new Error(`sharp made ${info.width} x ${info.height} x ${info.channels}`);
    }
    return data;
  };
}

/** The optional peer. Its name is no literal at the import, because a bundler would look for it in vain. */
export async function loadSharp(name = 'sharp'): Promise<MakeSharp> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)).default;
  } catch (error) {
    const [message] = String((error as Error)?.message ?? error)
      .trim()
      .split('\n');
    return refuse('source', 'read where the package sharp is, which decodes images in Node', message, INSTALL);
  }
}
