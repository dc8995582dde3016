import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseCifar10, parseIdxImages, parseIdxLabels, readCifar10, readMnist } from 'geocollapse/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idx } from '../support/idx.js';
import { refusal } from '../support/refusal.js';

/** CIFAR-10 records with labels 0, 1, ..., all pixels alike. */
const cifar = (count: number) =>
  Uint8Array.from({ length: count * 3073 }, (_, at) => (at % 3073 === 0 ? at / 3073 : 17));

const IMAGES = idx(0x803, 6, 2, 3);
const LABELS = idx(0x801, 6);
const FILES = { 'images-idx3': IMAGES, 'labels-idx1': LABELS };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes the four files under the names that `place` gives them. */
function writeAll(place: (split: string, kind: string) => string, encode = (bytes: Uint8Array) => bytes): void {
  for (const split of ['train', 't10k']) {
    for (const [kind, bytes] of Object.entries(FILES)) {
      const path = join(folder, place(split, kind));
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, encode(bytes));
    }
  }
}
const official = (split: string, kind: string) => `${split}-${kind}-ubyte`;
const TRAIN_IMAGES = official('train', 'images-idx3');

describe('the files of MNIST are found', () => {
  it.each<[string, (split: string, kind: string) => string]>([
    ['under their names', official],
    ['with a dot in the names', (split, kind) => `${split}-${kind.replace('-', '.')}-ubyte`],
    ['in folders of their names', (split, kind) => `${official(split, kind)}/${official(split, kind)}`],
    ['with a dot, in folders', (split, kind) => `${official(split, kind)}/${split}-${kind.replace('-', '.')}-ubyte`],
  ])('%s, gzipped or not', async (_, place) => {
    const gzipped = (split: string, kind: string) => `${place(split, kind)}.gz`;
    for (const [where, encode] of [
      [place, (bytes: Uint8Array) => bytes],
      [gzipped, gzipSync],
    ] as const) {
      rmSync(folder, { recursive: true });
      writeAll(where, encode);
      const { train, test } = await readMnist(folder);
      expect([...train.labels]).toEqual([0, 1, 2, 3, 4, 5]);
      expect([...test.images]).toEqual([...IMAGES.subarray(16)]);
      expect([train.images.constructor, train.labels.constructor]).toEqual([Uint8Array, Uint8Array]);
    }
  });

  it('beside a folder of the name, and behind symbolic links to file and folder', async () => {
    writeAll(official, undefined);
    rmSync(join(folder, TRAIN_IMAGES));
    mkdirSync(join(folder, TRAIN_IMAGES));
    writeFileSync(join(folder, 'elsewhere'), gzipSync(IMAGES));
    symlinkSync('elsewhere', join(folder, `${TRAIN_IMAGES}.gz`));
    symlinkSync(folder, join(folder, 'link'));
    expect((await readMnist(join(folder, 'link'))).train.images).toHaveLength(36);
  });

  it('by what they are, not by their names: gzipped under a plain name, or unpacked on the way under that of gzip', async () => {
    writeAll(official, gzipSync);
    rmSync(join(folder, TRAIN_IMAGES));
    writeFileSync(join(folder, `${TRAIN_IMAGES}.gz`), IMAGES);
    expect([...(await readMnist(folder)).train.images]).toEqual([...IMAGES.subarray(16)]);
  });

  it('in a gzip of several members, and with zeros after its end', async () => {
    writeAll(official);
    rmSync(join(folder, TRAIN_IMAGES));
    const parts = [IMAGES.subarray(0, 5), IMAGES.subarray(5, 30), IMAGES.subarray(30)].map((part) => gzipSync(part));
    writeFileSync(join(folder, `${TRAIN_IMAGES}.gz`), Buffer.concat([...parts, Buffer.alloc(9)]));
    expect([...(await readMnist(folder)).train.images]).toEqual([...IMAGES.subarray(16)]);
  });
});

describe('what is in the way of a file is an error of the folder that names the path, and says what to do', () => {
  const path = () => join(folder, TRAIN_IMAGES);
  const text = (value: string) => () => writeFileSync(path(), value);
  const gzip = (bytes: Uint8Array) => () => {
    rmSync(path());
    writeFileSync(`${path()}.gz`, bytes);
  };
  const bomb = Buffer.concat([IMAGES, Buffer.alloc(2 ** 26)]);
  it.each<[string, () => void, RegExp, RegExp]>([
    [
      'a folder without the file',
      () => {
        rmSync(path());
        mkdirSync(path());
      },
      /a folder of that name without it/,
      /in its place/,
    ],
    [
      'a circle of links',
      () => {
        rmSync(path());
        symlinkSync(TRAIN_IMAGES, path());
      },
      /ELOOP/,
      /links lead in a circle/,
    ],
    [
      'a link to nowhere',
      () => {
        rmSync(path());
        symlinkSync('../.git/annex/x', path());
      },
      /symbolic link to '..\/.git\/annex\/x', which is not there/,
      /git annex get/,
    ],
    [
      'a pipe',
      () => {
        rmSync(path());
        execFileSync('mkfifo', [path()]);
      },
      /a pipe, socket or device/,
      /Put the file there/,
    ],
    ['a file of 3 GB', () => truncateSync(path(), 3e9), /3000000000 bytes/, /another file/],
    [
      'a Git LFS pointer',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n'),
      /a Git LFS pointer/,
      /git lfs pull/,
    ],
    ['a web page', text('<!DOCTYPE html><html></html>'), /a web page/, /fetch the file itself/],
    ['a gzip file in a gzip file', gzip(gzipSync(gzipSync(IMAGES))), /a gzip file/, /Decompress/],
    ['a web page in a gzip file', gzip(gzipSync('<html>'.repeat(9))), /a web page/, /fetch the file itself/],
    ['a web page for a gzip file', gzip(Buffer.from('<html></html>')), /a web page/, /fetch the file itself/],
    ['a gzip file cut short', gzip(gzipSync(IMAGES).subarray(0, 40)), /unexpected end of file/, /Fetch it again/],
    ['a gzip file of a few bytes', gzip(gzipSync(IMAGES).subarray(0, 12)), /unexpected end of file/, /Fetch it again/],
    [
      'a gzip file with more after its end',
      gzip(Buffer.concat([gzipSync(IMAGES), Buffer.alloc(3), Buffer.from('x')])),
      /4 bytes after its end/,
      /Fetch it again/,
    ],
    ['a gzip file that unpacks to more', gzip(gzipSync(bomb)), /unpacks to more/, /damaged/],
  ])('%s', async (_, damage, got, remedy) => {
    writeAll(official);
    damage();
    const error = await refusal(() => readMnist(folder));
    expect(error.argument).toBe('source');
    expect(error.message).toMatch(/^readMnist: source must hold .*train-images-idx3-ubyte/);
    expect(error.got).toMatch(got);
    expect(error.remedy).toMatch(remedy);
  });

  it.skipIf(process.getuid?.() === 0)('no right to read it', async () => {
    writeAll(official);
    chmodSync(path(), 0);
    expect((await refusal(() => readMnist(folder))).message).toMatch(/EACCES.*train-images.*chmod u\+r/);
  });

  it.each<[string, unknown, string]>([
    ['no folder', 'no/such/folder', "a folder or archive that is there, got 'no/such/folder'"],
    ['a file on the way', 'package.json/x', 'a folder or archive that can be read, got ENOTDIR'],
    ['a long name', 'x'.repeat(5000), 'a folder or archive that can be read, got ENAMETOOLONG'],
    ['nothing', '', 'the path of a folder or archive, got ""'],
    ['a zero byte', 'a\0b', 'the path of a folder or archive, got "a\\u0000b"'],
    [
      'a URL',
      new URL('file:///tmp'),
      'the path of a folder or archive, an archive, or files by name, got an object of class URL.',
    ],
    ['undefined', undefined, 'the path of a folder or archive, an archive, or files by name, got undefined'],
  ])('%s for the folder', async (_, directory, message) => {
    for (const read of [readMnist, readCifar10]) {
      const error = await refusal(() => read(directory as string));
      expect(error.message).toContain(`${read.name}: source must be ${message}`);
    }
  });

  it('a folder without any of them: what it holds is listed', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) writeFileSync(join(folder, name), '');
    expect((await refusal(() => readMnist(folder))).got).toBe(
      `none in '${folder}' (it holds a, b, c, d, e, f, and 2 more)`,
    );
  });

  it('a batch of CIFAR-10 that unpacks to more than the whole set', async () => {
    writeFileSync(join(folder, 'data_batch_1.bin.gz'), gzipSync(Buffer.alloc(60001 * 3073)));
    const { message } = await refusal(() => readCifar10(folder));
    expect(message).toContain(
      'must hold no more than the 184380000 bytes that its format allows, got a gzip file that',
    );
  });
});

describe('bytes in memory', () => {
  const shared = (bytes: Uint8Array) => {
    const view = new Uint8Array(new SharedArrayBuffer(bytes.length));
    view.set(bytes);
    return view.buffer;
  };
  const within = (bytes: Uint8Array) => Buffer.concat([Buffer.from('..'), bytes, Buffer.from('.')]).subarray(2, -1);
  it.each<[string, (bytes: Uint8Array) => never]>([
    ['an ArrayBuffer', (bytes) => bytes.slice().buffer as never],
    ['a SharedArrayBuffer', (bytes) => shared(bytes) as never],
    ['a DataView', (bytes) => new DataView(bytes.slice().buffer) as never],
    ['a Buffer within another', (bytes) => within(bytes) as never],
    ['signed bytes', (bytes) => new Int8Array(bytes) as never],
  ])('%s is read as a Uint8Array is', (_, wrap) => {
    const { images, shape } = parseIdxImages(wrap(IMAGES), 'some.name');
    expect([[...images], shape]).toEqual([[...IMAGES.subarray(16)], [2, 3, 1]]);
    expect([images.constructor, [...parseIdxLabels(wrap(LABELS))]]).toEqual([Uint8Array, [0, 1, 2, 3, 4, 5]]);
    expect([...parseCifar10(wrap(cifar(3))).labels]).toEqual([0, 1, 2]);
  });

  const transferred = IMAGES.slice();
  structuredClone(transferred, { transfer: [transferred.buffer] });
  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'undefined'],
    ['an array', [0, 0, 8, 1], 'Array of length 4'],
    ['a text', 'IDX', '"IDX"'],
    ['a promise', Promise.resolve(IMAGES), 'a promise'],
    ['a Blob', new Blob([IMAGES.slice()]), 'an object of class Blob'],
    ['what went to a worker', transferred, 'Uint8Array of length 0'],
  ])('%s is refused, with what to pass', async (_, bytes, got) => {
    for (const parse of [parseIdxImages, parseIdxLabels, parseCifar10]) {
      const error = await refusal(() => parse(bytes as Uint8Array));
      expect(error).toMatchObject({ argument: 'bytes', got, function: parse.name });
      expect(error.remedy).toContain('await response.arrayBuffer()');
    }
  });

  it.each<[string, Uint8Array, RegExp, RegExp]>([
    ['of floats', idx(0xd03, 1, 2, 2), /type 0x0D \(float32\)/, /unsigned bytes/],
    ['of four dimensions', idx(0x804, 1, 2, 2, 1), /one of 4 dimensions/, /\[n, rows, columns\]/],
    ['of labels', LABELS, /one of labels \(0x801\)/, /swapped/],
    [
      'with its bytes swapped',
      Uint8Array.from([3, 8, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 5]),
      /little-endian/,
      /big-endian/,
    ],
    ['of no images', idx(0x803, 0, 28, 28), /a header of 0 x 28 x 28/, /Fetch it again|fetch it again/],
    ['of images without rows', idx(0x803, 5, 0, 28), /a header of 5 x 0 x 28/, /fetch it again/],
    ['that promises more than it holds', IMAGES.slice(0, 51), /51 bytes/, /cut short/],
    [
      'whose sizes overflow',
      idx(0x803, 1, 1, 1).map((byte, i) => (i > 3 && i < 16 ? 255 : byte)),
      /17 bytes/,
      /cut short/,
    ],
    [
      'with sizes that make 2^32 of nothing',
      Uint8Array.from([0, 0, 8, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]),
      /16 bytes/,
      /cut short/,
    ],
    ['cut in its header', IMAGES.slice(0, 15), /15 bytes/, /cut short/],
    ['of nothing', new Uint8Array(), /an empty file/, /Fetch it again/],
    [
      'of another kind',
      Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]),
      /the magic number 0x01020304/,
      /damaged/,
    ],
  ])('an IDX file %s is refused for what it is', async (_, bytes, got, remedy) => {
    const error = await refusal(() => parseIdxImages(bytes, 'some.name'));
    expect(error.got).toMatch(got);
    expect(error.message).toMatch(/ in some\.name\. /);
    expect(error.remedy).toMatch(remedy);
  });

  const cifar100 = Uint8Array.from({ length: 4 * 3074 }, (_, at) =>
    at % 3074 === 0 ? 19 : at % 3074 === 1 ? 99 : 200,
  );
  it.each<[string, Uint8Array, RegExp, RegExp]>([
    ['CIFAR-100', cifar100, /records of 3074, as of CIFAR-100/, /binary version/],
    [
      'the Python version',
      Uint8Array.from([0x80, 2, 0x7d, ...cifar(1)]),
      /a Python pickle, as of the Python version/,
      /binary version/,
    ],
    [
      'the Python version of a fitting length',
      Uint8Array.from([0x80, 2, ...cifar(1).subarray(2)]),
      /pickle/,
      /binary version/,
    ],
    ['the MATLAB version', new TextEncoder().encode('MATLAB 5.0 MAT-file'), /a MATLAB file/, /binary version/],
    ['a gzip file', gzipSync(cifar(1)), /a gzip file/, /gunzip/],
    ['an IDX file', IMAGES, /an IDX file of 3 dimensions/, /MNIST/],
    ['records and a byte', Uint8Array.from([...cifar(2), 0]), /6147 bytes/, /damaged/],
    ['a label of 10', cifar(11), /10 in record 10/, /damaged/],
  ])('%s for CIFAR-10 is refused for what it is', async (_, bytes, got, remedy) => {
    const error = await refusal(() => parseCifar10(bytes));
    expect(error.got).toMatch(got);
    expect(error.remedy).toMatch(remedy);
  });

  it('a name of the file that is no string is refused', async () => {
    expect((await refusal(() => [LABELS].map(parseIdxLabels as never))).message).toMatch(
      /name must be a string, got 0/,
    );
  });
});
