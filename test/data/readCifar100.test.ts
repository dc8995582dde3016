import { readCifar100 } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';
import { COARSE, cifar100Records } from '../support/cifar.js';
import { refusal } from '../support/refusal.js';

const FILES = { 'train.bin': cifar100Records(200), 'test.bin': cifar100Records(100) };

describe('CIFAR-100', () => {
  it('is read with its fine labels, or its coarse ones, and their names', async () => {
    const { train, test } = await readCifar100(FILES);
    expect([train.size, test.size, train.classes, train.shape]).toEqual([200, 100, 100, [32, 32, 3]]);
    expect([...test.labels]).toEqual(Array.from({ length: 100 }, (_, i) => i));
    const some = [0, 1, 47, 52, 67, 71, 99].map((label) => train.classNames![label]);
    expect(some).toEqual(['apple', 'aquarium_fish', 'maple_tree', 'oak_tree', 'ray', 'sea', 'worm']);
    const coarse = await readCifar100(FILES, { labels: 'coarse' });
    expect([...coarse.test.labels]).toEqual(COARSE);
    expect(coarse.test.classNames![COARSE[67]]).toBe('fish');
    expect([coarse.test.classes, coarse.test.classNames![9]]).toEqual([20, 'large_man-made_outdoor_things']);
    expect(train.normalisation).toEqual({ mean: [0.5071, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2762] });
  });

  const names = async () => (await readCifar100(FILES)).train.classNames!;
  const text = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n\n`);
  it('agrees with the lists of names beside it, or is refused', async () => {
    const all = await names();
    await readCifar100({ ...FILES, 'fine_label_names.txt': text(all) });
    const swapped = [all[1], all[0], ...all.slice(2)];
    const wrong = await refusal(() => readCifar100({ ...FILES, 'fine_label_names.txt': text(swapped) }));
    expect(wrong.message).toMatch(/hold 'apple' as name 0, got 'aquarium_fish' in 'fine_label_names.txt'/);
    const short = await refusal(() => readCifar100({ ...FILES, 'coarse_label_names.txt': text(['aquatic_mammals']) }));
    expect(short.message).toMatch(/'fish' as name 1, got '' in 'coarse_label_names.txt'/);
    const long = await refusal(() => readCifar100({ ...FILES, 'fine_label_names.txt': text([...all, 'zebra']) }));
    expect(long.message).toMatch(/100 names, got 101 in/);
  });

  it('with a fine label that does not belong to the coarse one is refused, and so is one byte changed', async () => {
    const changed = cifar100Records(100);
    changed[3074 * 8 + 1] = 9; // a bicycle becomes a bottle
    const error = await refusal(() => readCifar100({ ...FILES, 'test.bin': changed }));
    expect(error.message).toMatch(
      /^readCifar100: source must hold the coarse label 3 for 'bottle' \(fine label 9\), got 18 in record 8 in 'test.bin'/,
    );
  });
});
