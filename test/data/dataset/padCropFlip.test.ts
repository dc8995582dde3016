import fc from 'fast-check';
import { padCropFlip } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';

/** An image moved by [down, right] into zeros, and mirrored, pixel by pixel. */
function moved(
  image: ArrayLike<number>,
  [height, width, channels]: number[],
  { down, right, mirrored }: { down: number; right: number; mirrored: boolean },
): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        const [fromY, fromX] = [y + down, (mirrored ? width - 1 - x : x) + right];
        const inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
        out.push(inside ? image[(fromY * width + fromX) * channels + c] : 0);
      }
  return out;
}

const sized = fc.record({
  n: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 5 }),
  channels: fc.constantFrom(1, 3),
  padding: fc.integer({ min: 0, max: 7 }),
  flip: fc.boolean(),
  seed: fc.nat(),
  float: fc.boolean(),
});

describe('padding, cropping and flipping', () => {
  it('moves each image by at most the padding, and mirrors it or not', () => {
    fc.assert(
      fc.property(sized, ({ n, height, width, channels, padding, flip, seed, float }) => {
        const size = height * width * channels;
        const bytes = Uint8Array.from({ length: n * size }, (_, i) => 1 + (i % 255));
        const images = float ? Float32Array.from(bytes, (byte) => byte / 2 - 60) : bytes;
        const batch = { images, labels: new Int32Array(n), shape: [n, height, width, channels] as const };
        const before = [...images];
        const changed = padCropFlip(batch, { padding, flip, seed });
        expect([...images]).toEqual(before);
        expect([changed.images.constructor, changed.shape, changed.labels]).toEqual([
          images.constructor,
          batch.shape,
          batch.labels,
        ]);
        for (let i = 0; i < n; i++) {
          const got = [...changed.images.subarray(i * size, (i + 1) * size)];
          const image = images.subarray(i * size, (i + 1) * size);
          const shifts = Array.from({ length: 2 * padding + 1 }, (_, k) => k - padding);
          const ways = shifts.flatMap((down) =>
            shifts.flatMap((right) => (flip ? [false, true] : [false]).map((mirrored) => ({ down, right, mirrored }))),
          );
          expect(ways.some((way) => moved(image, [height, width, channels], way).every((v, k) => v === got[k]))).toBe(
            true,
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('draws every shift and both sides equally often, each image by itself, from the seed alone', () => {
    const [n, side, padding] = [9000, 3, 1];
    const images = new Uint8Array(n * 9).map((_, i) => 1 + (i % 9));
    const batch = { images, labels: new Int32Array(n), shape: [n, side, side, 1] as const };
    const out = padCropFlip(batch, { padding, seed: 4 }).images;
    expect(padCropFlip(batch, { padding, seed: 4 }).images).toEqual(out);
    const counts = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const key = [...out.subarray(9 * i, 9 * i + 9)].join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(18);
    // 500 of each are expected; the chance of a count further off than 5 deviations is below 1e-5 for all 18.
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(500 * (17 / 18)));
  });
});
