import { type EmnistSplit, readEmnist } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';
import { idx } from '../support/idx.js';
import { refusal } from '../support/refusal.js';

/** The four files of a split; labels are one after the other. */
function files(split: EmnistSplit, labels: readonly number[], { dot = false } = {}): Record<string, Uint8Array> {
  const kind = (name: string) => (dot ? name.replace('-', '.') : name);
  const part = (name: string) => ({
    [`emnist-${split}-${name}-${kind('images-idx3')}-ubyte`]: idx(0x803, labels.length, 2, 2),
    [`emnist-${split}-${name}-${kind('labels-idx1')}-ubyte`]: Uint8Array.from([
      ...idx(0x801, labels.length).subarray(0, 8),
      ...labels,
    ]),
  });
  return { ...part('train'), ...part('test') };
}

describe('EMNIST', () => {
  it.each<[EmnistSplit, number, [number, string][]]>([
    [
      'byclass',
      62,
      [
        [0, '0'],
        [10, 'A'],
        [35, 'Z'],
        [36, 'a'],
        [61, 'z'],
      ],
    ],
    [
      'bymerge',
      47,
      [
        [0, '0'],
        [10, 'A'],
        [35, 'Z'],
        [36, 'a'],
        [38, 'd'],
        [41, 'g'],
        [43, 'n'],
        [46, 't'],
      ],
    ],
    [
      'balanced',
      47,
      [
        [36, 'a'],
        [37, 'b'],
        [40, 'f'],
        [42, 'h'],
        [44, 'q'],
        [45, 'r'],
      ],
    ],
    ['digits', 10, [[9, '9']]],
    ['mnist', 10, [[0, '0']]],
  ])('%s has its number of classes, and their names', async (split, classes, names) => {
    const last = [classes - 1, 0];
    for (const dot of [false, true]) {
      const { train, test } = await readEmnist(files(split, last, { dot }), { split });
      expect([train.classes, train.classNames!.length, [...test.labels]]).toEqual([classes, classes, last]);
      for (const [label, name] of names) expect(train.classNames![label]).toBe(name);
    }
    const beyond = await refusal(() => readEmnist(files(split, [classes]), { split }));
    expect(beyond.message).toMatch(new RegExp(`labels from 0 to ${classes - 1}, got ${classes} at index 0 in`));
  });

  it('letters has labels from 1 to 26, which become 0 to 25', async () => {
    const { train } = await readEmnist(files('letters', [1, 26, 2]), { split: 'letters' });
    expect([[...train.labels], train.classes]).toEqual([[0, 25, 1], 26]);
    expect([train.classNames![0], train.classNames![25]]).toEqual(['A', 'Z']);
    for (const label of [0, 27]) {
      const error = await refusal(() => readEmnist(files('letters', [3, label]), { split: 'letters' }));
      expect(error.message).toMatch(
        new RegExp(`labels from 1 to 26, got ${label} at index 1 in 'emnist-letters-train`),
      );
    }
  });

  it('has its rows and columns put right, or as they are in the files; the bytes that were passed stay as they are', async () => {
    const given = files('digits', [1, 2]);
    const { train } = await readEmnist(given, { split: 'digits' });
    expect([...train.images]).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
    const asFiles = await readEmnist(given, { split: 'digits', upright: false });
    expect([...asFiles.train.images]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("is normalised by MNIST's constants, or by those that are passed", async () => {
    const given = files('digits', [1]);
    const { train } = await readEmnist(given, { split: 'digits' });
    expect(train.normalisation).toEqual({ mean: [0.1307], std: [0.3081] });
    const normalisation = { mean: [0.5], std: [0.25] };
    expect((await readEmnist(given, { split: 'digits', normalisation })).test.normalisation).toEqual(normalisation);
    const wrong = { mean: [33], std: [78] };
    const error = await refusal(() => readEmnist(given, { split: 'digits', normalisation: wrong }));
    expect(error.message).toMatch(/normalisation.mean must be of pixels in \[0, 1\], got 33/);
  });

  it('of another split, or of none, is refused', async () => {
    const other = await refusal(() => readEmnist(files('digits', [1]), { split: 'letters' }));
    expect(other.message).toMatch(/hold emnist-letters-train-images-idx3-ubyte or .*got none.*Pass the folder/);
    const none = await refusal(() => readEmnist(files('digits', [1]), {} as never));
    expect(none.message).toMatch(/split must be one of 'byclass'.*, got undefined/);
  });
});
