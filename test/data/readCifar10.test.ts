import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseCifar10, readCifar10 } from 'geocollapse/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/**
 * Records of one colour each: record i has label i, red 10 i, green 10 i + 1, blue 10 i + 2, and its first red pixel is
 * 255.
 */
function records(count: number): Buffer {
  const record = (i: number) => {
    const planes = [0, 1, 2].map((channel) => Buffer.alloc(1024, 10 * i + channel));
    planes[0][0] = 255;
    return Buffer.concat([Buffer.from([i]), ...planes]);
  };
  return Buffer.concat(Array.from({ length: count }, (_, i) => record(i)));
}

describe('a binary CIFAR-10 batch', () => {
  it('is read pixel by pixel, its colour planes interleaved', () => {
    const { images, labels } = parseCifar10(records(3));
    expect([...labels]).toEqual([0, 1, 2]);
    expect(images).toHaveLength(3 * 32 * 32 * 3);
    expect([...images.subarray(3072, 3078)]).toEqual([255, 11, 12, 10, 11, 12]);
    expect([...images.subarray(-3)]).toEqual([20, 21, 22]);
  });

  it.each([
    [
      'one that is cut short',
      records(2).subarray(0, 6145),
      'bytes must be a whole number of CIFAR-10 records of 3073 bytes, got 6145 bytes in batch.bin. It is damaged',
    ],
    ['an empty one', new Uint8Array(), 'got an empty file in batch.bin'],
    [
      'one with a label above 9',
      records(12),
      'bytes must be CIFAR-10 records with labels from 0 to 9, got 10 in record 10 in batch.bin',
    ],
  ])('%s is an error that names the file, what was expected, what came and the remedy', (_, bytes, message) => {
    expect(() => parseCifar10(bytes, 'batch.bin')).toThrow(message);
  });
});

describe('the folder of CIFAR-10', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
    for (let i = 1; i <= 5; i++) writeFileSync(join(folder, `data_batch_${i}.bin`), records(i));
    writeFileSync(join(folder, 'test_batch.bin.gz'), gzipSync(records(4)));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives the five training batches in order, and the test batch, gzipped or not', async () => {
    const { train, test } = await readCifar10(folder);
    expect([...train.labels]).toEqual([0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4]);
    expect(train.images).toHaveLength(15 * 3072);
    expect([test.labels.length, test.shape, test.normalisation.mean.length]).toEqual([4, [32, 32, 3], 3]);
  });

  it('without one of its files is an error that names file, folder and remedy', async () => {
    rmSync(join(folder, 'data_batch_4.bin'));
    await expect(readCifar10(folder)).rejects.toThrow(
      /^readCifar10: source must hold data_batch_4.bin or data_batch_4.bin.gz, got none in '.*' \(it holds data_batch_1.bin, .*\). Pass its folder/,
    );
  });
});
