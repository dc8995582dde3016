import { describe, expect, it } from 'vitest';
import { imageHeader } from '../../../src/data/images/imageHeader.js';
import { pictures, scene } from './pictures.js';

const all = Object.entries(await pictures());

describe('imageHeader', () => {
  it.each(all)('knows kind, size and end of a %s', (kind, bytes) => {
    const size = { width: 125, height: 94, exif: kind === 'turned jpeg' };
    expect(imageHeader(bytes)).toEqual({ kind: kind.includes('png') ? 'PNG' : 'JPEG', ...size, whole: true });
  });

  it.each(all)('finds no end in any part of a %s', (_, bytes) => {
    for (let length = 0; length < bytes.length - 1; length += 1 + (length >> 7)) {
      expect(imageHeader(bytes.slice(0, length))?.whole ?? false, `${length}`).toBe(false);
    }
  });

  it('takes no end for one that a comment or a preview holds, and none from beyond the image', async () => {
    const jpeg = new Uint8Array(await scene(20, 10).jpeg().toBuffer());
    const comment = Uint8Array.of(0xff, 0xfe, 0, 6, 0xff, 0xd9, 0xff, 0xc0);
    const commented = Uint8Array.of(...jpeg.subarray(0, 2), ...comment, ...jpeg.subarray(2));
    expect(imageHeader(commented)).toEqual({ kind: 'JPEG', width: 20, height: 10, exif: false, whole: true });
    expect(imageHeader(commented.subarray(0, -2))?.whole).toBe(false);
    expect(imageHeader(Uint8Array.of(...jpeg, 1, 2, 3))?.whole).toBe(true); // as some cameras write it
  });

  it.each([
    ['nothing', []],
    ['text', [...'filename,label'].map((char) => char.charCodeAt(0))],
    ['a JPEG that ends before its size', [0xff, 0xd8, 0xff, 0xd9]],
    ['a JPEG whose pixels come before its size', [0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0]],
    ['a segment that leads beyond the end', [0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0, 0]],
    ['segments without a length', [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0]],
    ['a PNG whose first chunk is another', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...new Array(40).fill(1)]],
  ])('knows no size of %s', (_, bytes) => {
    expect(imageHeader(Uint8Array.from(bytes))).toBeUndefined();
  });
});
