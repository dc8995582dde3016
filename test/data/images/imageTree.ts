import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** Files by their paths. */
export type Tree = Record<string, Uint8Array | string>;

/** Writes files into a new folder. A path that ends in a slash is an empty folder. */
export function written(tree: Tree): string {
  const root = mkdtempSync(join(tmpdir(), 'geocollapse-images-'));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(join(root, path), content);
  }
  return root;
}

/** The same as files of a page. */
export const blobs = (tree: Tree) =>
  Object.entries(tree).map(([path, content]) => ({ path, blob: new Blob([content as Uint8Array<ArrayBuffer>]) }));

/** A PNG of one colour. */
export const plain = (background: string, width = 4, height = width): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

/** Any two classes, where the images do not matter. */
export const TWO: Tree = { 'a/1.png': '', 'b/1.png': '' };

/** The first pixel of each image of three channels. */
export function firstPixels(images: ArrayLike<number>, n: number): number[][] {
  const all = Array.from(images);
  return Array.from({ length: n }, (_, i) => all.slice((i * all.length) / n, (i * all.length) / n + 3));
}
