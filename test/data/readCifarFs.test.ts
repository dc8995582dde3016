import { readCifarFs } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';
import { cifar100Records } from '../support/cifar.js';
import { refusal } from '../support/refusal.js';

const FILES = { 'train.bin': cifar100Records(200), 'test.bin': cifar100Records(100) };

describe('CIFAR-FS', () => {
  it('has all images of 64, 16 and 20 classes, and every class of CIFAR-100 once', async () => {
    const { train, validation, test } = await readCifarFs(FILES);
    const parts = [train, validation, test];
    expect(parts.map(({ classes }) => classes)).toEqual([64, 16, 20]);
    expect(parts.map(({ size }) => size)).toEqual([3 * 64, 3 * 16, 3 * 20]);
    expect(new Set(parts.flatMap(({ classNames }) => classNames)).size).toBe(100);
    for (const { labels, classes } of parts) {
      const counts = new Array(classes).fill(0);
      for (const label of Array.from(labels)) counts[label]++;
      expect(counts).toEqual(new Array(classes).fill(3));
    }
  });

  it('has the classes of the published lists, numbered in their order', async () => {
    const { train, validation, test } = await readCifarFs(FILES);
    const ends = [train, validation, test].map(({ classNames }) => [classNames![0], classNames!.at(-1)]);
    expect(ends).toEqual([
      ['train', 'cloud'],
      ['otter', 'cattle'],
      ['baby', 'worm'],
    ]);
    expect(test.classNames).toEqual(
      (
        'baby bed bicycle chimpanzee fox leopard man pickup_truck plain poppy rocket rose snail sweet_pepper table ' +
        'telephone wardrobe whale woman worm'
      ).split(' '),
    );
  });

  it('gives a class its own images: those of the training set first', async () => {
    const { test } = await readCifarFs(FILES);
    const indices = Int32Array.from(Array.from(test.labels).flatMap((label, i) => (label === 2 ? [i] : [])));
    const { images } = await test.read(indices);
    // Bicycles are records 8 and 108 of the training set, and 8 of the test set; record i begins with a red of 7 i.
    expect([0, 1, 2].map((i) => images[3072 * i])).toEqual([56, (7 * 108) % 256, 56]);
  });

  it('without the images of a class is refused', async () => {
    const half = { 'train.bin': cifar100Records(50), 'test.bin': cifar100Records(50) };
    expect((await refusal(() => readCifarFs(half))).message).toMatch(/^readCifarFs: .*a class with examples/);
  });
});
