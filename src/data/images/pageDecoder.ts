import { cropOf } from './crop.js';
import type { Decode, DecodeOptions } from './decoding.js';
import { resampling } from './resampling.js';

/** The pixels that are taken from the canvas at once. */
const STRIP = 2 ** 20;

/** Whether this is a page, or a worker of one, that decodes images itself. */
export function inPage(): boolean {
  return typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';
}

/** Decodes with the decoder of the page, and scales as {@link sharpDecoder} does. */
export function pageDecoder(options: DecodeOptions): Decode {
  const { size } = options;
  return async (bytes) => {
    const blob = new Blob([new Uint8Array(bytes)]);
    const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image', colorSpaceConversion: 'none' });
    try {
      const { left, top, width, height } = cropOf(bitmap.width, bitmap.height, options);
      const rows = Math.max(1, Math.min(height, Math.floor(STRIP / width)));
      const canvas = new OffscreenCanvas(width, rows);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('this page has no canvas');
      const scaled = resampling(width, height, size);
      for (let y = 0; y < height; y += rows) {
        const part = Math.min(rows, height - y);
        context.fillStyle = '#ffffff'; // what transparent pixels are laid on
        context.fillRect(0, 0, width, rows);
        context.drawImage(bitmap, left, top + y, width, part, 0, 0, width, part);
        scaled.add(context.getImageData(0, 0, width, part).data, y);
      }
      return scaled.result();
    } finally {
      bitmap.close();
    }
  };
}
