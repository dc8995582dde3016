/** What of an image is taken, in whole pixels of it. */
export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How an image of any size becomes one of `size` x `size` pixels. */
export interface Fit {
  size: number;
  fit: 'crop' | 'squash';
  shorterSide: number;
}

/**
 * What of an image becomes the square: all of it (`'squash'`), or the square in its middle whose side is
 * size / shorterSide of the shorter side. That is the same as to scale the shorter side to `shorterSide` first and then
 * to cut `size` x `size` pixels out of the middle, up to the rounding to whole pixels.
 */
export function cropOf(width: number, height: number, { size, fit, shorterSide }: Fit): Crop {
  if (fit === 'squash') return { left: 0, top: 0, width, height };
  const side = Math.max(1, Math.round((Math.min(width, height) * size) / shorterSide));
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side };
}
