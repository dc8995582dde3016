import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ReadMiniImageNetOptions, readMiniImageNet } from 'geocollapse/data';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal } from '../../support/refusal.js';
import { blobs, firstPixels, plain, type Tree, written } from './imageTree.js';

const roots: string[] = [];
const onDisk = (tree: Tree) => {
  roots.push(written(tree));
  return roots.at(-1)!;
};
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});
const [red, blue, green] = await Promise.all(['#ff0000', '#0000ff', '#00ff00'].map((colour) => plain(colour)));
const SET: Tree = {
  'train.csv': 'filename,label\nr.jpg,n02\nb.jpg,n01\n',
  'val.csv': 'filename,label\ng.jpg,n04\nr2.jpg,n03\n',
  'test.csv': 'filename,label\nb2.jpg,n05\ng2.jpg,n06\nr3.jpg,n05\n',
  'images/r.jpg': red,
  'images/b.jpg': blue,
  'images/g.jpg': green,
  'images/r2.jpg': red,
  'images/b2.jpg': blue,
  'images/g2.jpg': green,
  'images/r3.jpg': red,
};

describe('lists and a folder of images are a data set a list', () => {
  it.each([
    ['in a folder', onDisk],
    ['in a page', blobs],
  ])('%s: with the classes of the list, in the order of their names', async (_, source) => {
    const { train, validation, test } = await readMiniImageNet(source(SET), { size: 2 });
    expect([train.classNames, validation.classNames, test.classNames]).toEqual([
      ['n01', 'n02'],
      ['n03', 'n04'],
      ['n05', 'n06'],
    ]);
    expect([...(train.labels as Int32Array)]).toEqual([1, 0]);
    expect([...(test.labels as Int32Array)]).toEqual([0, 1, 0]);
    expect(test.pathOf(2)).toBe('images/r3.jpg');
    expect(test.shape).toEqual([2, 2, 3]);
    const { images } = await test.read(Int32Array.of(2, 0, 1));
    expect(firstPixels(images, 3)).toEqual([
      [255, 0, 0],
      [0, 0, 255],
      [0, 255, 0],
    ]);
  });

  it('84 pixels wide and squashed, unless another is asked for', async () => {
    const wide = { ...SET, 'images/r.jpg': await plain('#ff0000', 300, 100) };
    const { train } = await readMiniImageNet(blobs(wide));
    expect(train.shape).toEqual([84, 84, 3]);
    const cropped = await readMiniImageNet(blobs(wide), { size: 224, fit: 'crop', shorterSide: 256 });
    expect((await cropped.train.read(Int32Array.of(0))).images).toHaveLength(224 * 224 * 3);
  });

  it('wherever they are, and however many lists there are', async () => {
    const { 'test.csv': list, ...rest } = SET;
    const root = onDisk({ ...rest, 'lists/a.csv': list, 'more/images/x.jpg': '' });
    for (const csv of ['lists/a.csv', join(root, 'lists/a.csv')]) {
      for (const images of ['images', 'images/', join(root, 'images')]) {
        const sets = await readMiniImageNet(root, { csv: { novel: csv }, images });
        expect(Object.keys(sets)).toEqual(['novel']);
        expect((await sets.novel.read(Int32Array.of(0, 1, 2))).images).toHaveLength(3 * 84 * 84 * 3);
      }
    }
    const files = { 'all.csv': 'filename,label\n1.png,a\nx/2.png,b\n', '1.png': red, 'x/2.png': blue };
    const { all } = await readMiniImageNet(onDisk(files), { csv: { all: 'all.csv' }, images: '' });
    expect([all.pathOf(0), all.pathOf(1)]).toEqual(['1.png', 'x/2.png']);
  });

  it.each([
    [
      'with a mark at the beginning and the ends of lines of Windows',
      '\ufefffilename,label\r\nr.jpg,n02\r\nb.jpg,n01\r\n',
    ],
    ['in quotes', '"filename","label"\n"r.jpg","n02"\n"b.jpg","n01"'],
    ['with further columns, as pandas writes them', ',filename,label,note\n0,r.jpg,n02,"a, b"\n1,b.jpg,n01,\n'],
    ['in the other order', 'label,filename\nn02,r.jpg\nn01,b.jpg\n'],
    ['with empty lines', '\nfilename,label\n\nr.jpg,n02\nb.jpg,n01\n\n'],
  ])('whose list is written %s', async (_, list) => {
    const { train } = await readMiniImageNet(blobs({ ...SET, 'train.csv': list }), { csv: { train: 'train.csv' } });
    expect([train.classNames, [...(train.labels as Int32Array)]]).toEqual([
      ['n01', 'n02'],
      [1, 0],
    ]);
    expect(train.pathOf(0)).toBe('images/r.jpg');
  });
});

describe('a list that is wrong is refused, with the line and the file', () => {
  const H = 'filename,label\n';
  it.each<[string, string | Uint8Array, string, string]>([
    ['without a header', 'r.jpg,n02\nb.jpg,n01\n', `"r.jpg,n02" on line 1 of 'train.csv'`, "'filename,label'"],
    ['with semicolons', 'filename;label\nr.jpg;n02\n', `"filename;label" on line 1 of 'train.csv'`, "'filename,label'"],
    ['that is empty', '', "an empty file of 'train.csv'", 'Fetch it again'],
    ['that is a web page', '<!doctype html><html>', "a web page of 'train.csv'", 'fetch the file itself'],
    [
      'that is a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\n',
      'a Git LFS pointer of',
      'git lfs pull',
    ],
    ['in UTF-16', Uint8Array.of(0xff, 0xfe, 0x66, 0), "a text in UTF-16 in 'train.csv'", 'shell'],
    ['of bytes that are no text', Uint8Array.of(0x66, 0x80, 0x81), "bytes that are none in 'train.csv'", 'UTF-8'],
    ['without rows', H, "none on line 1 of 'train.csv'", 'Fetch'],
    ['with a field too few', `${H}r.jpg,n02\nb.jpg\n`, "1 on line 3 of 'train.csv'", 'quotes'],
    ['with a field too many', `${H}r.jpg,n02\nb.jpg,n01,x\n`, "3 on line 3 of 'train.csv'", 'quotes'],
    ['with a label left out', `${H}r.jpg,\nb.jpg,n01\n`, `"" on line 2 of 'train.csv'`, 'Correct it'],
    ['with a space behind a label', `${H}r.jpg,n01 \nb.jpg,n01\n`, `"n01 " on line 2 of 'train.csv'`, 'Correct it'],
    ['with a quote left open', `${H}r.jpg,n02\n"b.jpg,n01\n`, "never closed on line 3 of 'train.csv'", 'Close it'],
    ['with an image twice', `${H}r.jpg,n02\nb.jpg,n01\nr.jpg,n01\n`, `"r.jpg", as on line 2, on line 4`, 'Take one'],
    [
      'that leaves the folder',
      `${H}../val/r.jpg,n02\nb.jpg,n01\n`,
      `"../val/r.jpg" on line 2`,
      'path from that folder',
    ],
    [
      'that names an absolute path',
      `${H}/etc/passwd,n02\nb.jpg,n01\n`,
      `"/etc/passwd" on line 2`,
      'path from that folder',
    ],
    ['with the slashes of Windows', `${H}a\\r.jpg,n02\nb.jpg,n01\n`, '"a\\\\r.jpg" on line 2', 'slashes'],
    ['with a character of no text', `${H}r\0.jpg,n02\nb.jpg,n01\n`, 'the character of code 0 on line 2', 'damaged'],
    ['of one class', `${H}r.jpg,n01\nb.jpg,n01\n`, "n01 alone in 'train.csv'", 'whole list'],
    [
      'of an image that is missing',
      `${H}r.jpg,n01\nno.jpg,n02\n`,
      "'images/no.jpg', which is not, on line 3",
      'onBadImage',
    ],
    ['of images that are all missing', `${H}1.jpg,n01\n2.jpg,n02\n`, '(and 1 more)', 'Pass images'],
  ])('%s', async (_, list, got, remedy) => {
    const files = { ...SET, 'train.csv': list };
    for (const source of [onDisk(files), blobs(files)]) {
      const error = await refusal(() => readMiniImageNet(source));
      expect([error.function, error.argument]).toEqual(['readMiniImageNet', 'csv']);
      expect(error.got).toContain(got);
      expect(error.remedy).toContain(remedy);
    }
  });

  it('one that is not there, and a folder of images that is not', async () => {
    const { 'val.csv': _, ...files } = SET;
    const error = await refusal(() => readMiniImageNet(onDisk(files)));
    expect(error.message).toMatch(/readMiniImageNet: csv must be files that can be read, got ENOENT.*val.csv/);
    expect((await refusal(() => readMiniImageNet(blobs(files)))).message).toContain("'val.csv', which was not");
    const away = await refusal(() => readMiniImageNet(onDisk(SET), { images: 'pictures' }));
    expect(away.message).toContain('a folder that is there');
    expect((await refusal(() => readMiniImageNet(onDisk(SET), { csv: {} } as ReadMiniImageNetOptions))).argument).toBe(
      'csv',
    );
  });

  it('lists that share an image, or some of their classes', async () => {
    const shared = { ...SET, 'val.csv': 'filename,label\ng.jpg,n04\nr.jpg,n03\n' };
    const image = await refusal(() => readMiniImageNet(blobs(shared)));
    expect(image.got).toBe("'r.jpg' on line 2 of 'train.csv' and on line 3 of 'val.csv'");
    const some = { ...SET, 'val.csv': 'filename,label\ng.jpg,n04\nr2.jpg,n01\n' };
    const classes = await refusal(() => readMiniImageNet(blobs(some)));
    expect(classes.got).toBe("'train.csv' and 'val.csv', which share 1, as n01");
    const same = { ...SET, 'val.csv': 'filename,label\ng.jpg,n02\nr2.jpg,n01\n' };
    const { train, validation } = await readMiniImageNet(blobs(same));
    expect(validation.classNames).toEqual(train.classNames);
  });
});

it("leaves missing images out with onBadImage: 'skip', and lists them before any is read", async () => {
  const { 'images/r3.jpg': _, ...files } = SET;
  for (const source of [onDisk(files), blobs(files)]) {
    const { test, train } = await readMiniImageNet(source, { onBadImage: 'skip' });
    expect([test.size, [...(test.labels as Int32Array)]]).toEqual([2, [0, 1]]);
    expect(test.skipped).toEqual([
      { path: 'images/r3.jpg', reason: "Line 4 of 'test.csv' lists it, and it is missing." },
    ]);
    expect(train.skipped).toEqual([]);
  }
});
