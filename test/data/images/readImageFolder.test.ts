import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadImageFolderOptions, readImageFolder, takeBatch } from 'geocollapse/data';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal } from '../../support/refusal.js';
import { blobs, firstPixels, plain, type Tree, TWO, written } from './imageTree.js';
import { pictures, scene } from './pictures.js';

const roots: string[] = [];
const onDisk = (tree: Tree) => {
  roots.push(written(tree));
  return roots.at(-1)!;
};
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});
const [red, blue] = [await plain('#ff0000'), await plain('#0000ff')];
const all = (set: { size: number }) => Int32Array.from({ length: set.size }, (_, i) => i);

describe('a folder per class is a data set', () => {
  const tree = { 'b/2.png': red, 'b/10.png': blue, 'a/x/deep.PNG': blue, 'Z/1.jpeg': red, 'a/notes.txt': 'no image' };
  it.each([
    ['of a folder', (files: Tree) => onDisk(files)],
    ['of a folder with a slash at its end', (files: Tree) => `${onDisk(files)}/`],
    ['of files in a page', blobs],
    [
      'of files of an input element, which begin with the folder that was chosen',
      (files: Tree) =>
        Object.entries(files).map(([path, content]) =>
          Object.defineProperty(new File([content as Uint8Array<ArrayBuffer>], 'name'), 'webkitRelativePath', {
            value: `chosen/${path}`,
          }),
        ),
    ],
  ])('%s: classes and files are in the order of JavaScript strings', async (_, source) => {
    const set = await readImageFolder(source(tree), { size: 2 });
    expect(set.classNames).toEqual(['Z', 'a', 'b']);
    expect([...(set.labels as Int32Array)]).toEqual([0, 1, 2, 2]);
    expect([0, 1, 2, 3].map(set.pathOf)).toEqual(['Z/1.jpeg', 'a/x/deep.PNG', 'b/10.png', 'b/2.png']);
    expect([set.size, set.classes, set.shape, set.skipped]).toEqual([4, 3, [2, 2, 3], []]);
    expect(set.normalisation).toEqual({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
    const { images, skipped } = await set.read(Int32Array.of(3, 2, 3));
    expect(skipped).toBeUndefined();
    expect(firstPixels(images, 3)).toEqual([
      [255, 0, 0],
      [0, 0, 255],
      [255, 0, 0],
    ]);
  });

  it('without a look at any image', async () => {
    const set = await readImageFolder(onDisk({ 'a/1.jpg': 'no image', 'b/1.jpg': 'no image' }));
    expect([...(set.labels as Int32Array)]).toEqual([0, 1]);
  });

  it('in which hidden files and folders are no images', async () => {
    const hidden = ['a/.DS_Store', 'a/Thumbs.db', 'b/._1.jpg', '.git/c.jpg', '__MACOSX/a/1.jpg', 'b/.cache/2.jpg'];
    const files = { ...TWO, ...Object.fromEntries(hidden.map((path) => [path, 'x'])) };
    for (const source of [onDisk(files), blobs(files)]) expect((await readImageFolder(source)).size).toBe(2);
  });

  it('that is numbered like another one, if it is told the names of its classes', async () => {
    const set = await readImageFolder(onDisk({ 'b/1.png': '', 'c/1.png': '' }), { classNames: ['c', 'a', 'b'] });
    expect([set.classes, set.classNames, [...(set.labels as Int32Array)]]).toEqual([3, ['c', 'a', 'b'], [0, 2]]);
    const error = await refusal(() => readImageFolder(onDisk(TWO), { classNames: ['a', 'c'] }));
    expect(error.message).toContain("classNames must be the names of all folders, got none for 'b'");
    const twice = await refusal(() => readImageFolder(onDisk(TWO), { classNames: ['a', 'b', 'a'] }));
    expect(twice.message).toContain("'a' twice");
  });

  it('that trains and measures take: a batch is normalised by the constants that were passed', async () => {
    const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.5, 1] };
    const set = await readImageFolder(onDisk({ 'a/1.png': red, 'b/1.png': blue }), { size: 1, normalisation });
    const { x, y } = await takeBatch(set, [1, 0]);
    expect([...y]).toEqual([1, 0]);
    expect([...(await x.data())]).toEqual([-2, -1, 0.5, 2, -1, -0.5]);
    x.dispose();
  });
});

describe('an image becomes a square', () => {
  /** Four stripes of 8 x 8 pixels, one beside the other. */
  const stripes = async () => {
    const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffffff'];
    const parts = await Promise.all(colours.map((colour) => plain(colour, 8)));
    return sharp({ create: { width: 32, height: 8, channels: 3, background: 'black' } })
      .composite(parts.map((input, i) => ({ input, left: 8 * i, top: 0 })))
      .png()
      .toBuffer();
  };
  const pixelsOf = async (bytes: Uint8Array, options: ReadImageFolderOptions) => {
    const set = await readImageFolder(blobs({ ...TWO, 'a/1.png': bytes }), options);
    return [...(await set.read(Int32Array.of(0))).images];
  };

  it('of its middle, by default', async () => {
    const row = (await pixelsOf(await stripes(), { size: 8 })).slice(0, 24); // of columns 12 .. 19
    expect(row).toEqual([...Array(4).fill([0, 255, 0]), ...Array(4).fill([0, 0, 255])].flat());
  });

  it("of all of it, with fit: 'squash'", async () => {
    const row = await pixelsOf(await stripes(), { size: 4, fit: 'squash' });
    for (const [i, at] of [
      [0, 0],
      [1, 4],
      [2, 8],
      [0, 9],
      [1, 10],
      [2, 11],
    ])
      expect(row[at], `${i}`).toBeGreaterThan(200);
  });

  it('of the middle of its middle, with a larger shorterSide', async () => {
    const picture = await sharp(await plain('#ff0000', 8))
      .extend({ top: 1, bottom: 1, left: 5, right: 5, background: '#0000ff' })
      .png()
      .toBuffer(); // 18 x 10, 8 x 8 of it red
    expect(new Set(await pixelsOf(picture, { size: 4, shorterSide: 5 }))).toEqual(new Set([255, 0]));
    expect((await pixelsOf(picture, { size: 4, shorterSide: 5 })).slice(0, 3)).toEqual([255, 0, 0]);
    expect((await pixelsOf(picture, { size: 5 }))[2]).toBeGreaterThan(50); // some of the blue
  });

  it('whatever its kind: grey, with alpha, 16-bit, of inks, turned, all in RGB', async () => {
    const made = await pictures();
    const { data, info } = await sharp(made['jpeg with a profile'], { ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const bare = await sharp(data, { raw: info }).png().toBuffer();
    const kinds = Object.entries({ ...made, 'the same without its profile': bare });
    const files = Object.fromEntries(kinds.map(([kind, bytes]) => [`a/${kind}.png`, bytes]));
    const set = await readImageFolder(blobs({ ...files, 'b/1.png': red }), { size: 40 });
    const { images } = await set.read(all(set));
    expect(images).toHaveLength(set.size * 40 * 40 * 3);
    const image = (kind: string) => {
      const i = [...all(set)].find((index) => set.pathOf(index) === `a/${kind}.png`)!;
      return [...images.subarray(i * 4800, (i + 1) * 4800)];
    };
    const away = (x: number[], y: number[]) => Math.max(...x.map((value, i) => Math.abs(value - y[i])));
    const grey = image('grey png');
    expect(grey.every((value, i) => value === grey[i - (i % 3)])).toBe(true);
    expect(image('interlaced png')).toEqual(image('png'));
    expect(away(image('16-bit png'), image('png'))).toBeLessThanOrEqual(1);
    expect(image('the same without its profile')).toEqual(image('jpeg with a profile'));
    const upright = image('jpeg'); // orientation 6: row y, column x comes from row 39 - x, column y
    const turned = upright.map((_, i) => {
      const [y, x, c] = [Math.floor(i / 120), Math.floor(i / 3) % 40, i % 3];
      return upright[((39 - x) * 40 + y) * 3 + c];
    });
    expect(away(image('turned jpeg'), turned)).toBeLessThanOrEqual(8); // the crop is half a pixel off
    expect(image('cmyk jpeg').reduce((sum, v) => sum + v) / 4800).toBeGreaterThan(80);
  });

  it('with transparent pixels on white', async () => {
    const glass = await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const [r, g] = await pixelsOf(glass, { size: 2 });
    expect([r, g].map((value, i) => Math.abs(value - [227.5, 127.5][i]))).toEqual([
      expect.closeTo(0, -0.1),
      expect.closeTo(0, -0.1),
    ]);
  });
});

describe('a source that is no folder per class is refused', () => {
  it.each<[string, Tree, string, string]>([
    ['images without folders', { '1.jpg': '', '2.jpg': '' }, "the image '1.jpg'", 'folder of its name'],
    ['nothing', { 'readme.txt': '' }, 'without any', 'folder of its name'],
    ['one class', { 'a/1.jpg': '', 'readme.txt': '' }, 'with a alone', 'folders of all classes'],
    ['an empty class', { ...TWO, 'c/': '' }, "none in 'c'", 'or remove it'],
    ['a class of hidden files', { ...TWO, 'c/.DS_Store': '' }, "none in 'c'", 'or remove it'],
    ['a class of other files', { ...TWO, 'c/x.txt': '' }, "none in 'c'", 'or remove it'],
    ['splits', { 'train/a/1.jpg': '', 'val/a/1.jpg': '' }, 'one of train and val', "/val'"],
    ['pictures of other formats', { ...TWO, 'a/2.webp': '' }, "'a/2.webp'", 'Convert it'],
  ])('%s', async (_, tree, got, remedy) => {
    const error = await refusal(() => readImageFolder(onDisk(tree)));
    expect([error.function, error.argument]).toEqual(['readImageFolder', 'source']);
    expect(error.got).toContain(got);
    expect(error.remedy).toContain(remedy);
  });

  it('one that is not there, and a file', async () => {
    expect((await refusal(() => readImageFolder('no such folder'))).message).toContain(
      "that is there, got 'no such folder'",
    );
    expect((await refusal(() => readImageFolder(join(onDisk(TWO), 'a/1.png')))).message).toContain('ENOTDIR');
  });

  it('links in a circle, and links that make two classes of one folder', async () => {
    const root = onDisk(TWO);
    symlinkSync(root, join(root, 'a/up'));
    expect((await refusal(() => readImageFolder(root))).message).toContain(
      `'${root}/a/up' and '${root}', which are one`,
    );
    const other = onDisk(TWO);
    symlinkSync(join(other, 'a'), join(other, 'c'));
    expect((await refusal(() => readImageFolder(other))).message).toMatch(/c' and '.*a', which are one|a' and '.*c'/);
  });

  it('a pipe', async () => {
    const root = onDisk(TWO);
    execFileSync('mkfifo', [join(root, 'a/2.png')]);
    expect((await refusal(() => readImageFolder(root))).got).toContain('a pipe, socket or device');
  });

  it.each([
    ['a file without a folder', [new File([], '1.png')], 'source[0]'],
    ['a path that leaves the folder', [{ path: '../1.png', blob: new Blob() }], 'source[0].path'],
    ['the same path twice', [...blobs(TWO), ...blobs(TWO)], 'source[2]'],
    ['no files', [], 'source'],
    ['bytes', [new Uint8Array(3)], 'source[0]'],
  ])('%s', async (_, source, argument) => {
    expect((await refusal(() => readImageFolder(source as never))).argument).toBe(argument);
  });

  it('options that do not go together', async () => {
    for (const options of [
      { size: 84, shorterSide: 80 },
      { fit: 'squash', shorterSide: 300 },
    ] as const) {
      expect((await refusal(() => readImageFolder(onDisk(TWO), options))).argument).toBe('shorterSide');
    }
  });
});

describe('a file that is no whole image', async () => {
  const { jpeg, png, 'progressive jpeg': progressive } = await pictures();
  const bomb = new Uint8Array(png);
  new DataView(bomb.buffer).setUint32(16, 70_000);
  new DataView(bomb.buffer).setUint32(20, 70_000);
  const swapped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 0xff : byte));
  const BAD: Record<string, [Uint8Array | string, expected: string, got: string, remedy: string]> = {
    'empty.jpg': ['', 'a JPEG or PNG image', 'an empty file', 'did not finish'],
    'page.jpg': ['<!doctype html><title>404</title>', 'a JPEG or PNG image', 'a web page', 'fetch the file itself'],
    'lfs.png': [
      'version https://git-lfs.github.com/spec/v1\noid',
      'a JPEG or PNG image',
      'a Git LFS pointer',
      'git lfs pull',
    ],
    'drawing.png': ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'a JPEG or PNG image', 'an XML document', 'editor'],
    'zeros.jpg': [new Uint8Array(500), 'a JPEG or PNG image', 'zeros', 'did not finish'],
    'cut.jpg': [jpeg.subarray(0, jpeg.length * 0.7), 'a whole JPEG image', 'cut short', 'onBadImage'],
    'cut2.jpg': [progressive.subarray(0, progressive.length - 2), 'a whole JPEG image', 'cut short', 'onBadImage'],
    'cut.png': [png.subarray(0, png.length * 0.7), 'a whole PNG image', 'cut short', 'onBadImage'],
    'head.jpg': [jpeg.subarray(0, 12), 'a JPEG or PNG image', 'a JPEG image without a size', 'onBadImage'],
    'damaged.png': [swapped(png, png.length >> 1), 'an image that decodes', 'a damaged one', 'onBadImage'],
    'damaged.jpg': [
      jpeg.map((b, i) => (i > jpeg.length * 0.5 && i < jpeg.length * 0.6 ? 0 : b)),
      'an image that decodes',
      'a damaged one',
      'onBadImage',
    ],
    'bomb.png': [bomb, 'an image of at most 67108864 pixels', '70000 x 70000', 'maxPixels'],
    'gif.png': ['GIF89a...', 'a JPEG or PNG image', 'a GIF image', 'Convert it'],
    'random.jpg': [
      Uint8Array.from({ length: 99 }, (_, i) => (i * 77) % 256),
      'a JPEG or PNG image',
      'begin as neither',
      'onBadImage',
    ],
  };

  it.each(Object.keys(BAD))('is an error with its path, what it is, and what to do: %s', async (name) => {
    const [content, expected, got, remedy] = BAD[name];
    const files = { ...TWO, [`a/${name}`]: content, 'a/1.png': red };
    for (const source of [onDisk(files), blobs(files)]) {
      const set = await readImageFolder(source);
      const index = [...all(set)].find((i) => set.pathOf(i) === `a/${name}`)!;
      const error = await refusal(() => set.read(Int32Array.of(index)));
      expect(error.message).toContain(`data must be ${expected}`);
      expect(error.got).toContain(got);
      expect(error.got).toContain(`in 'a/${name}'`);
      expect(error.remedy).toContain(remedy);
      expect((await refusal(() => takeBatch(set, [index]))).function).toBe('takeBatch');
    }
  });

  it("is left out with onBadImage: 'skip', and listed once", async () => {
    const files = Object.fromEntries(Object.entries(BAD).map(([name, [content]]) => [`a/${name}`, content]));
    const set = await readImageFolder(onDisk({ ...files, 'b/1.png': blue, 'a/good.png': red }), {
      size: 2,
      onBadImage: 'skip',
    });
    const good = [...all(set)].filter((i) => /good|b\//.test(set.pathOf(i)));
    for (let time = 0; time < 2; time++) {
      const { images, skipped } = await set.read(all(set));
      expect(firstPixels(images, 2)).toEqual([
        [255, 0, 0],
        [0, 0, 255],
      ]);
      expect(skipped).toEqual([...all(set)].filter((i) => !good.includes(i)));
    }
    expect(set.skipped.map(({ path }) => path).sort()).toEqual(Object.keys(files).sort());
    for (const { path, reason } of set.skipped) expect(reason).toContain(BAD[path.slice(2)][2]);
    const { x, y } = await takeBatch(set, all(set));
    expect([x.shape, [...y]]).toEqual([
      [2, 2, 2, 3],
      [0, 1],
    ]);
    x.dispose();
    const bad = Int32Array.of([...all(set)].find((i) => !good.includes(i))!);
    expect(await set.read(bad)).toEqual({ images: new Uint8Array(0), skipped: [0] });
  });

  it('is told to a function, once, whose own errors come through', async () => {
    const told: string[] = [];
    const files = blobs({ ...TWO, 'a/1.png': red });
    const set = await readImageFolder(files, { onBadImage: ({ path }) => told.push(path) });
    await set.read(all(set));
    await set.read(all(set));
    expect(told).toEqual(['b/1.png']);
    const stop = await readImageFolder(files, {
      onBadImage: () => {
        throw new Error('enough');
      },
    });
    await expect(stop.read(all(stop))).rejects.toThrow('enough');
  });

  it('ends a reading that skips, where no image is left', async () => {
    const set = await readImageFolder(blobs(TWO), { onBadImage: 'skip' });
    const error = await refusal(() => set.read(all(set)));
    expect(error.message).toMatch(/data must be a set with an image that decodes, got none; the last, '.\/1.png'/);
  });

  it('may be a link to nothing, or a file that was taken away', async () => {
    const root = onDisk({ ...TWO, 'b/2.png': red });
    symlinkSync('../.git/annex/objects/x', join(root, 'a/2.png'));
    const set = await readImageFolder(root, { onBadImage: 'skip' });
    rmSync(join(root, 'a/1.png'));
    expect((await set.read(all(set))).skipped).toEqual([0, 1, 2]);
    expect(set.skipped.map(({ reason }) => reason).sort()[1]).toContain('ENOENT');
  });
});

describe('reading', () => {
  const files = async () => {
    const jpeg = await scene(500, 375).jpeg().toBuffer();
    return Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i % 2}/${i}.jpg`, jpeg]));
  };

  it('leaves the thread of the caller free', async () => {
    const set = await readImageFolder(onDisk(await files()), { size: 84 });
    let turns = 0;
    let reading = true;
    const turn = () => {
      turns += 1;
      if (reading) setImmediate(turn);
    };
    turn();
    await set.read(all(set));
    reading = false;
    expect(turns).toBeGreaterThan(2 * set.size); // a decoder on this thread would leave one turn an image
  });

  it('ends with the reason of its signal, before, and while images are decoded', async () => {
    const set = await readImageFolder(onDisk(await files()), { size: 84 });
    const reason = new Error('enough');
    await expect(set.read(all(set), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const reading = set.read(all(set), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(reading).rejects.toBe(reason);
    expect((await set.read(Int32Array.of(3))).images).toHaveLength(84 * 84 * 3);
  });

  it('gives the same twice at once', async () => {
    const set = await readImageFolder(onDisk(await files()), { size: 16 });
    const [one, two] = await Promise.all([set.read(all(set)), set.read(all(set))]);
    expect(two.images).toEqual(one.images);
  });

  it('refuses indices beyond the set, and what are none', async () => {
    const set = await readImageFolder(blobs(TWO));
    for (const indices of [Int32Array.of(0, 2), Int32Array.of(-1), [0], 0, undefined] as never[]) {
      expect((await refusal(() => set.read(indices))).argument).toMatch(/^indices/);
    }
    await refusal(async () => set.pathOf(2));
    expect(await set.read(new Int32Array(0))).toEqual({ images: new Uint8Array(0) });
  });
});
