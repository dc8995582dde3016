import { describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { imageDecoder } from '../../../src/data/images/imageDecoder.js';
import type { InNode } from './inNode.js';

declare module 'vitest/browser' {
  interface BrowserCommands {
    picturesInNode: (fit: 'crop' | 'squash', size: number) => Promise<InNode[]>;
  }
}
for (const [fit, size] of [
  ['crop', 84],
  ['squash', 84],
  ['squash', 200],
] as const) {
  const all = await commands.picturesInNode(fit, size);
  const decode = await imageDecoder({ size, fit, shorterSide: size, maxPixels: 2 ** 26 });
  for (const { kind, bytes, pixels } of all) {
    it(`${fit} ${size} ${kind}`, async () => {
      const here = await decode(Uint8Array.from(bytes));
      let max = 0,
        sum = 0;
      for (let i = 0; i < pixels.length; i++) {
        const d = Math.abs(here[i] - pixels[i]);
        max = Math.max(max, d);
        sum += d;
      }
      console.log(`${fit} ${size} ${kind}: mean ${(sum / pixels.length).toFixed(3)} max ${max}`);
    });
  }
}
describe('cut', () => {
  it('short', async () => {
    const all = await commands.picturesInNode('crop', 84);
    for (const kind of ['jpeg', 'progressive jpeg', 'png', 'interlaced png']) {
      const bytes = Uint8Array.from(all.find((p) => p.kind === kind)!.bytes);
      for (const [name, damaged] of Object.entries({
        cut: bytes.subarray(0, bytes.length * 0.6),
        cutEnd: bytes.subarray(0, bytes.length - 2),
        zeroed: bytes.map((b, i) => (i > bytes.length * 0.6 && i < bytes.length * 0.7 ? 0 : b)),
        flip: bytes.map((b, i) => (i === Math.round(bytes.length * 0.6) ? b ^ 0x15 : b)),
      })) {
        const bitmap = await createImageBitmap(new Blob([damaged as Uint8Array<ArrayBuffer>])).then(
          (b) => `${b.width}x${b.height}`,
          String,
        );
        console.log(kind, name, bitmap);
      }
    }
  });
});
