import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  balancedIndices,
  type ImageDataset,
  parseIdxImages,
  parseIdxLabels,
  readMnist,
  shuffledBatches,
  takeBatch,
} from 'geocollapse/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';
import { expectNoLeak } from '../support/leaks.js';

/** An IDX file: the magic number, the sizes, then bytes 0, 1, 2, ... modulo 10. */
function idx(magic: number, ...sizes: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  const length = sizes.reduce((product, size) => product * size, 1);
  return Buffer.concat([header, Buffer.from(Array.from({ length }, (_, i) => i % 10))]);
}

const names = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  [idx(0x803, 20, 2, 3), idx(0x801, 20), idx(0x803, 10, 2, 3), idx(0x801, 10)].forEach((bytes, i) => {
    writeFileSync(join(folder, names[i]), bytes);
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('IDX files', () => {
  it('are read as they are, and gzipped', async () => {
    const plain = await readMnist(folder);
    expect(plain.train.shape).toEqual([2, 3, 1]);
    expect([...plain.test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(plain.train.images.length).toBe(120);
    rmSync(join(folder, names[0]));
    writeFileSync(join(folder, `${names[0]}.gz`), gzipSync(idx(0x803, 20, 2, 3)));
    expect([...(await readMnist(folder)).train.images]).toEqual([...plain.train.images]);
  });

  it.each([
    [
      'a missing file',
      () => rmSync(join(folder, names[1])),
      /directory must hold train-labels-idx1-ubyte or .*gz, got none in '.*'. Pass a folder/,
    ],
    [
      'a file cut short',
      () => writeFileSync(join(folder, names[0]), idx(0x803, 20, 2, 3).subarray(0, 99)),
      'train-images-idx3-ubyte must be 136 bytes long, as its header says, got 99. The file is damaged',
    ],
    [
      'a file that is too long',
      () => writeFileSync(join(folder, names[1]), Buffer.concat([idx(0x801, 20), Buffer.alloc(1)])),
      'must be 28 bytes long, as its header says, got 29',
    ],
    ['an empty file', () => writeFileSync(join(folder, names[0]), ''), 'must hold a header of 16 bytes, got 0 bytes'],
    [
      'labels for images',
      () => writeFileSync(join(folder, names[0]), idx(0x801, 20)),
      'must begin with the magic number 0x803, got 0x801. Images have magic 0x803, labels 0x801: were they swapped?',
    ],
    [
      'gzip under a plain name',
      () => writeFileSync(join(folder, names[1]), gzipSync(idx(0x801, 20))),
      'It is gzipped: decompress it first.',
    ],
    [
      'a damaged gzip',
      () => {
        rmSync(join(folder, names[1]));
        writeFileSync(join(folder, `${names[1]}.gz`), gzipSync(idx(0x801, 20)).subarray(0, 20));
      },
      'train-labels-idx1-ubyte.gz must be a whole gzip file',
    ],
    [
      'more labels than images',
      () => writeFileSync(join(folder, names[1]), idx(0x801, 21)),
      'train-labels-idx1-ubyte must hold 20 labels, one per image, got 21',
    ],
    [
      'a label above 9',
      () => writeFileSync(join(folder, names[3]), Buffer.concat([idx(0x801, 10).subarray(0, 17), Buffer.from([77])])),
      'must hold labels from 0 to 9, got 77 at index 9',
    ],
  ])('%s is an error that names the file, what was expected, what came and the remedy', async (_, damage, message) => {
    damage();
    await expect(readMnist(folder)).rejects.toThrow(message);
  });

  it('in memory are read without a file', () => {
    expect(parseIdxImages(idx(0x803, 1, 2, 2)).images).toHaveLength(4);
    expect([...parseIdxLabels(idx(0x801, 3))]).toEqual([0, 1, 2]);
  });
});

const tiny: ImageDataset = {
  images: Uint8Array.from([0, 255, 51, 102, 10, 20, 30, 40]),
  labels: Uint8Array.from([1, 0]),
  shape: [1, 2, 2],
  classes: 2,
  mean: [0.5, 0.25],
  std: [0.5, 0.25],
};

onEveryBackend('a batch', () => {
  it('is normalised per channel, in the order asked for', async () => {
    const { x, y } = takeBatch(tiny, [1, 0]);
    expect(x.shape).toEqual([2, 1, 2, 2]);
    expect([...y]).toEqual([0, 1]);
    expectAllClose((await x.data()).subarray(4), [-1, 3, -0.6, 0.6], 1e-6);
    await expectNoLeak(() => takeBatch(tiny, [0]).x.dispose());
  });
});

describe('orders of examples', () => {
  it('shuffled: every epoch holds every example once, in another order; the same seed, the same order', () => {
    const batches = (seed: number, count: number) => {
      const each = shuffledBatches(12, { batchSize: 4, seed });
      return Array.from({ length: count }, () => [...each.next().value]);
    };
    const six = batches(1, 6);
    expect(
      six
        .slice(0, 3)
        .flat()
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(six.slice(0, 3)).not.toEqual(six.slice(3));
    expect(batches(1, 6)).toEqual(six);
    expect(batches(2, 6)).not.toEqual(six);
  });

  it('balanced: every class in turn, no example twice', () => {
    const labels = Uint8Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : i < 52 ? 1 : 2));
    const indices = balancedIndices({ labels, classes: 3 }, { count: 23, seed: 5 });
    expect(new Set(indices).size).toBe(23);
    expect([...indices].map((i) => labels[i])).toEqual(Array.from({ length: 23 }, (_, i) => i % 3));
    expect(() => balancedIndices({ labels, classes: 3 }, { count: 30 })).toThrow('(class 2: 8 examples), got 30');
    expect(() => takeBatch(tiny, [2])).toThrow('indices[0] must be a whole number from 0 to 1, got 2');
    expect(() => shuffledBatches(3, { batchSize: 4 }).next()).toThrow('batchSize must be a whole number from 1 to 3');
  });
});
