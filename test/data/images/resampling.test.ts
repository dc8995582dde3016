import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { resampling } from '../../../src/data/images/resampling.js';
import { scene } from './pictures.js';

/** RGBA pixels, all at once or a few rows at a time. */
function scaled(pixels: ArrayLike<number>, width: number, height: number, size: number, rows = height) {
  const scaling = resampling(width, height, size);
  const all = Array.from(pixels);
  for (let y = 0; y < height; y += rows) scaling.add(all.slice(y * width * 4, (y + rows) * width * 4), y);
  return scaling.result();
}

describe('resampling', () => {
  it.each([
    [125, 94, 84],
    [125, 94, 200],
    [84, 84, 84],
    [500, 375, 84],
    [3, 2, 7],
    [1, 1, 5],
  ])('of %i x %i pixels to %i is that of sharp, to 3 of 255', async (width, height, size) => {
    const picture = await scene(width, height).png().toBuffer();
    const pixels = await sharp(picture).ensureAlpha().raw().toBuffer();
    const expected = await sharp(picture).resize(size, size, { fit: 'fill' }).raw().toBuffer();
    const away = Array.from(scaled(pixels, width, height, size), (pixel, i) => Math.abs(pixel - expected[i]));
    expect(Math.max(...away)).toBeLessThanOrEqual(3);
    expect(away.reduce((sum, each) => sum + each) / away.length).toBeLessThan(0.6);
  });

  it.each([
    ['to a tenth and less, where libvips averages whole pixels first', 500, 375, 20, 8, 1],
    ['larger along one side alone, where libvips is half a pixel off along the other', 300, 41, 84, 40, 12],
  ])('%s: near to sharp', async (_, width, height, size, most, mean) => {
    const picture = await scene(width, height).png().toBuffer();
    const pixels = await sharp(picture).ensureAlpha().raw().toBuffer();
    const expected = await sharp(picture).resize(size, size, { fit: 'fill' }).raw().toBuffer();
    const away = Array.from(scaled(pixels, width, height, size), (pixel, i) => Math.abs(pixel - expected[i]));
    expect(Math.max(...away)).toBeLessThanOrEqual(most);
    expect(away.reduce((sum, each) => sum + each) / away.length).toBeLessThan(mean);
  });

  it('does not depend on how many rows come at once, and leaves one colour as it is', async () => {
    const pixels = await scene(50, 37).ensureAlpha().raw().toBuffer();
    const whole = scaled(pixels, 50, 37, 16);
    for (const rows of [1, 5, 36]) expect(scaled(pixels, 50, 37, 16, rows)).toEqual(whole);
    const plain = new Uint8Array(50 * 37 * 4).fill(201);
    for (const size of [1, 16, 37, 80]) expect(new Set(scaled(plain, 50, 37, size))).toEqual(new Set([201]));
  });
});
