import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  balancedIndices,
  imageDataset,
  parseIdxImages,
  parseIdxLabels,
  readMnist,
  shuffledBatches,
  takeBatch,
} from 'geocollapse/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onEveryBackend } from '../support/backends.js';
import { expectAllClose } from '../support/close.js';
import { idx } from '../support/idx.js';
import { expectNoLeak } from '../support/leaks.js';

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
      /source must hold train-labels-idx1-ubyte or .*gz, got none in '.*' \(it holds t10k-images.*\). Pass the folder/,
    ],
    [
      'test images of another size',
      () => writeFileSync(join(folder, names[2]), idx(0x803, 10, 3, 2)),
      /source must hold images of \[2,3,1\], like those of the training set, got \[3,2,1\] in '.*t10k-images/,
    ],
    [
      'a file cut short',
      () => writeFileSync(join(folder, names[0]), idx(0x803, 20, 2, 3).subarray(0, 99)),
      /of images \(magic number 0x803\) of 136 bytes, as its header \(20 x 2 x 3\) says, got 99 bytes in '.*train-images-idx3-ubyte'. It is damaged/,
    ],
    [
      'a file that is too long',
      () => writeFileSync(join(folder, names[1]), Buffer.concat([idx(0x801, 20), Buffer.alloc(1)])),
      'of 28 bytes, as its header (20) says, got 29 bytes in',
    ],
    [
      'an empty file',
      () => writeFileSync(join(folder, names[0]), ''),
      'must hold an IDX file of images (magic number 0x803), got an empty file in',
    ],
    [
      'labels for images',
      () => writeFileSync(join(folder, names[0]), idx(0x801, 20)),
      /of images \(magic number 0x803\), got one of labels \(0x801\) in '.*train-images-idx3-ubyte'. Were images/,
    ],
    [
      'a damaged gzip',
      () => {
        rmSync(join(folder, names[1]));
        writeFileSync(join(folder, `${names[1]}.gz`), gzipSync(idx(0x801, 20)).subarray(0, 20));
      },
      /source must hold a whole gzip file, got a damaged one \(unexpected end of file\) in '.*train-labels-idx1-ubyte.gz'/,
    ],
    [
      'more labels than images',
      () => writeFileSync(join(folder, names[1]), idx(0x801, 21)),
      /source must hold 20 labels, one for each image, got 21 in '.*train-labels-idx1-ubyte'/,
    ],
    [
      'a label above 9',
      () => writeFileSync(join(folder, names[3]), Buffer.concat([idx(0x801, 10).subarray(0, 17), Buffer.from([77])])),
      /source must hold labels from 0 to 9, got 77 at index 9 in '.*t10k-labels-idx1-ubyte'/,
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

const tiny = imageDataset({
  images: Uint8Array.from([0, 255, 51, 102, 10, 20, 30, 40]),
  labels: Uint8Array.from([1, 0]),
  shape: [1, 2, 2],
  classes: 2,
  normalisation: { mean: [0.5, 0.25], std: [0.5, 0.25] },
});

onEveryBackend('a batch', () => {
  it('is normalised per channel, in the order asked for', async () => {
    const { x, y } = await takeBatch(tiny, [1, 0]);
    expect(x.shape).toEqual([2, 1, 2, 2]);
    expect([...y]).toEqual([0, 1]);
    expectAllClose((await x.data()).subarray(4), [-1, 3, -0.6, 0.6], 1e-6);
    await expectNoLeak(async () => (await takeBatch(tiny, [0])).x.dispose());
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

  it('balanced: every class in turn, no example twice', async () => {
    const labels = Uint8Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : i < 52 ? 1 : 2));
    const indices = balancedIndices({ labels, classes: 3 }, { count: 23, seed: 5 });
    expect(new Set(indices).size).toBe(23);
    expect([...indices].map((i) => labels[i])).toEqual(Array.from({ length: 23 }, (_, i) => i % 3));
    expect(() => balancedIndices({ labels, classes: 3 }, { count: 30 })).toThrow('(class 2: 8 examples), got 30');
    await expect(takeBatch(tiny, [2])).rejects.toThrow('indices[0] must be a whole number from 0 to 1, got 2');
    expect(() => shuffledBatches(3, { batchSize: 4 }).next()).toThrow('batchSize must be a whole number from 1 to 3');
  });
});
