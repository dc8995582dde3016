import { describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { readImageFolder } from '../../../src/data/images/readImageFolder.js';
import type { InNode } from './inNode.js';

declare module 'vitest/browser' {
  interface BrowserCommands {
    picturesInNode: (fit: 'crop' | 'squash', size: number) => Promise<InNode[]>;
  }
}

/** The bytes of a picture, as a file of a page. */
const file = (path: string, bytes: ArrayLike<number>) => ({ path, blob: new Blob([Uint8Array.from(bytes)]) });
const other = file('other/1.png', []);

/** The picture as this page decodes it, and sharp's pixels beside. */
async function differences({ bytes, pixels }: InNode, fit: 'crop' | 'squash', size: number) {
  const set = await readImageFolder([file('class/1.jpg', bytes), other], { fit, size });
  const { images } = await set.read(Int32Array.of(0));
  expect(images).toHaveLength(pixels.length);
  const away = pixels.map((pixel, i) => Math.abs(pixel - images[i]));
  return { mean: away.reduce((sum, each) => sum + each, 0) / away.length, most: Math.max(...away) };
}

describe.each([
  ['crop', 84],
  ['squash', 84],
  ['squash', 200],
] as const)('a page makes the pixels of an image that sharp makes, to 3 of 255 (%s, %i)', async (fit, size) => {
  const all = await commands.picturesInNode(fit, size);
  it.each(all.filter(({ kind }) => kind !== 'cmyk jpeg').map((each) => [each.kind, each] as const))(
    'of a %s',
    async (_, each) => {
      const { mean, most } = await differences(each, fit, size);
      expect(most).toBeLessThanOrEqual(3);
      expect(mean).toBeLessThan(0.6);
    },
  );

  it('but for inks (CMYK), which each makes into colours in its own way', async () => {
    const { mean, most } = await differences(all.find(({ kind }) => kind === 'cmyk jpeg')!, fit, size);
    expect(mean).toBeLessThan(25);
    expect(most).toBeGreaterThan(3); // or else docs/data.md need not warn any more
  });
});

describe('a page', async () => {
  const all = await commands.picturesInNode('crop', 84);
  const bytesOf = (kind: string) => Uint8Array.from(all.find((each) => each.kind === kind)!.bytes);

  it.each(['jpeg', 'progressive jpeg', 'png', 'interlaced png'])('refuses a %s that is cut short', async (kind) => {
    const whole = bytesOf(kind);
    for (const length of [0.3 * whole.length, 0.9 * whole.length, whole.length - 2]) {
      const set = await readImageFolder([file('class/1.jpg', whole.subarray(0, length)), other]);
      await expect(set.read(Int32Array.of(0))).rejects.toThrow("'class/1.jpg'");
    }
  });

  it('refuses an image of more pixels than allowed before it is decoded', async () => {
    const bomb = bytesOf('png');
    new DataView(bomb.buffer).setUint32(16, 2 ** 30);
    const set = await readImageFolder([file('class/1.png', bomb), other]);
    await expect(set.read(Int32Array.of(0))).rejects.toThrow(/at most 67108864 pixels, got 1073741824 x 94 in/);
  });

  it('skips what does not decode, and lists it', async () => {
    const files = [file('a/1.png', bytesOf('png')), file('a/2.png', bytesOf('png').fill(1, 200)), file('b/1.png', [])];
    const set = await readImageFolder(files, { size: 8, onBadImage: 'skip' });
    const { images, skipped } = await set.read(Int32Array.of(0, 1, 2));
    expect(images).toHaveLength(8 * 8 * 3);
    expect(skipped).toEqual([1, 2]);
    expect(set.skipped.map(({ path }) => path).sort()).toEqual(['a/2.png', 'b/1.png']);
  });
});
