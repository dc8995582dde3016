import fc from 'fast-check';
import { concat, type ImageDataset, imageDataset, ofClasses, split, subset } from 'geocollapse/data';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../src/data/dataset/readBatch.js';
import { numbered, pairsOf } from '../../support/numbered.js';
import { refusal } from '../../support/refusal.js';

const LABELS = [2, 0, 1, 0, 2, 1, 0, 0, 2, 1];
const all = (set: ImageDataset) => Int32Array.from({ length: set.size }, (_, i) => i);
const read = async (set: ImageDataset, indices = all(set)) => {
  const { images, labels } = await readBatch(set, indices);
  return { pairs: pairsOf(images), labels: [...labels] };
};

describe.each([false, true])('views of a set that reads %s', (later) => {
  const of = (labels: number[], options = {}) => numbered(labels, { later, ...options });

  it('a subset has the images and labels of its indices, in their order, also twice', async () => {
    const { set, read: reads } = of(LABELS);
    const some = subset(set, [3, 0, 3, 9]);
    expect([some.size, some.classes, [...(some.labels as Int32Array)]]).toEqual([4, 3, [0, 2, 0, 1]]);
    expect(reads).toEqual([]); // nothing is read before it is asked for
    expect(await read(some)).toEqual({
      pairs: [
        [3, 0],
        [0, 2],
        [3, 0],
        [9, 1],
      ],
      labels: [0, 2, 0, 1],
    });
    expect((await read(some, Int32Array.of(3, 1))).pairs).toEqual([
      [9, 1],
      [0, 2],
    ]);
    expect((await read(subset(some, [2, 3]))).pairs).toEqual([
      [3, 0],
      [9, 1],
    ]);
  });

  it('classes are numbered anew in the order in which they are named, by number or by name', async () => {
    const { set } = of(LABELS);
    const two = ofClasses(set, [2, 'class 0']);
    expect([two.classes, two.classNames]).toEqual([2, ['class 2', 'class 0']]);
    const { pairs, labels } = await read(two);
    expect(pairs.map(([index]) => index)).toEqual([0, 1, 3, 4, 6, 7, 8]);
    expect(labels).toEqual(pairs.map(([, label]) => (label === 2 ? 0 : 1)));
    expect(await read(ofClasses(two, ['class 0']))).toEqual({
      pairs: [1, 3, 6, 7].map((i) => [i, 0]),
      labels: [0, 0, 0, 0],
    });
  });

  it('two sets one after the other read each example from its own', async () => {
    const [a, b] = [of([0, 1, 2]), of([2, 2, 1, 0])];
    const both = concat(a.set, b.set);
    expect([both.size, [...(both.labels as Int32Array)]]).toEqual([7, [0, 1, 2, 2, 2, 1, 0]]);
    const { pairs, labels } = await read(both, Int32Array.of(6, 0, 3, 2, 6));
    expect(pairs).toEqual([
      [3, 0],
      [0, 0],
      [0, 2],
      [2, 2],
      [3, 0],
    ]);
    expect(labels).toEqual([0, 0, 2, 2, 0]);
    expect([a.read, b.read]).toEqual([[[0, 2]], [[3, 0, 3]]]); // once each
  });

  it('images that are skipped are missing in every view, with their labels', async () => {
    const a = of(LABELS, { bad: [3, 8] });
    const b = of([1, 1, 1], { bad: [0] });
    const view = ofClasses(concat(subset(a.set, [8, 3, 0, 5]), b.set), [1, 2, 0]);
    const { pairs, labels } = await read(view);
    expect(pairs).toEqual([
      [0, 2],
      [5, 1],
      [1, 1],
      [2, 1],
    ]);
    expect(labels).toEqual([1, 0, 0, 0]);
    expect((await read(view, Int32Array.of(1, 6, 4, 0, 5))).pairs).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });
});

describe('a split', () => {
  it('has every example in one part, each class in the same proportion, and the same parts for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 60 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.integer({ min: 0, max: 99 }),
        (labels, share, seed) => {
          const n = labels.length;
          const size = Math.round(share * n);
          fc.pre(size > 0 && size < n);
          const { set } = numbered(labels);
          const { train, test } = split(set, { train: share, seed });
          expect([train.size, test.size]).toEqual([size, n - size]);
          for (const c of [0, 1, 2]) {
            const whole = labels.filter((label) => label === c).length;
            const part = Array.from(train.labels).filter((label) => label === c).length;
            expect(Math.abs(part - (whole * size) / n)).toBeLessThan(2);
          }
          expect(split(set, { train: share, seed }).train.labels).toEqual(train.labels);
        },
      ),
    );
  });

  it('takes numbers of examples as well, and leaves out what neither part asks for', async () => {
    const { set } = numbered(LABELS);
    const { train, test } = split(set, { train: 3, test: 0.4, seed: 5 });
    const indices = [...(await read(train)).pairs, ...(await read(test)).pairs].map(([index]) => index);
    expect([train.size, test.size, new Set(indices).size]).toEqual([3, 4, 7]);
  });

  it('another seed gives other parts', async () => {
    const { set } = numbered(Array.from({ length: 60 }, (_, i) => i % 3));
    const parts = [1, 2].map((seed) => split(set, { train: 30, seed }).train);
    expect(await read(parts[0])).not.toEqual(await read(parts[1]));
  });
});

it.each<[string, () => unknown, string]>([
  [
    'an index beyond the end',
    () => subset(numbered(LABELS).set, [10]),
    'indices[0] must be a whole number from 0 to 9',
  ],
  ['no indices', () => subset(numbered(LABELS).set, []), 'subset: indices must be of one example at least'],
  [
    'a class beyond the end',
    () => ofClasses(numbered(LABELS).set, [3]),
    'classes[0] must be a whole number from 0 to 2',
  ],
  ['a misspelt class', () => ofClasses(numbered(LABELS).set, ['clas 1']), "Did you mean 'class 1'?"],
  ['a class twice', () => ofClasses(numbered(LABELS).set, [1, 'class 1']), 'must be another class than the others'],
  [
    'a class without examples',
    () => ofClasses(numbered([0, 2]).set, [0, 1]),
    'classes[1] must be a class with examples',
  ],
  [
    'parts that are too large',
    () => split(numbered(LABELS).set, { train: 0.8, test: 3 }),
    'must be at most 2, which train leaves',
  ],
  ['no test', () => split(numbered(LABELS).set, { train: 10 }), 'train must be below 10'],
  ['a part of nothing', () => split(numbered(LABELS).set, { train: 0.01 }), 'train must be at least one of 10'],
  ['a share of 1.5', () => split(numbered(LABELS).set, { train: 1.5 }), 'a share below 1 or a whole number'],
  ['other classes', () => concat(numbered([0]).set, numbered([0], { classes: 2 }).set), 'sets[1].classes must be'],
])('%s is refused', async (_, call, message) => {
  expect((await refusal(call)).message).toContain(message);
});

/** A data set as a class writes one: its members are getters of the prototype. */
class Getters {
  get size() {
    return 2;
  }
  get labels() {
    return [0, 1];
  }
  get classes() {
    return 2;
  }
  get shape() {
    return [1, 1, 1] as const;
  }
  get normalisation() {
    return { mean: [0], std: [1] };
  }
  read(indices: Int32Array) {
    return { images: Uint8Array.from(indices, (index) => 10 + index) };
  }
}

it('views of instances of a class are whole', async () => {
  const both = concat(new Getters(), new Getters());
  expect([both.size, both.classes, both.shape, both.normalisation]).toEqual([4, 2, [1, 1, 1], { mean: [0], std: [1] }]);
  const { images, labels } = await readBatch(subset(both, [3, 0]), Int32Array.of(0, 1));
  expect([[...images], [...labels]]).toEqual([
    [11, 10],
    [1, 0],
  ]);
});

it('a set that sorts the indices that it is given still has its own label at each image', async () => {
  const { set } = numbered(LABELS);
  const sorting: ImageDataset = {
    ...set,
    read: (indices) => {
      const read = set.read(indices);
      indices.sort();
      return read;
    },
  };
  for (const view of [sorting, subset(sorting, all(sorting)), concat(sorting, sorting)]) {
    const { pairs, labels } = await read(view, Int32Array.of(7, 2, 4));
    expect(pairs.map(([index]) => index)).toEqual([7, 2, 4]);
    expect(labels).toEqual(pairs.map(([, label]) => label));
  }
});

it('a set that uses its memory again for the next images still has its own label at each image', async () => {
  const { set } = numbered(LABELS);
  const buffer = new Uint8Array(20);
  const thrifty: ImageDataset = {
    ...set,
    read: (indices) => {
      for (const [place, index] of indices.entries()) buffer.set([index, LABELS[index]], 2 * place);
      return { images: buffer.subarray(0, 2 * indices.length) };
    },
  };
  const batches = [Int32Array.of(0, 1, 2), Int32Array.of(3, 4, 5)].map((indices) => read(thrifty, indices));
  for (const { pairs, labels } of await Promise.all(batches)) expect(pairs.map(([, label]) => label)).toEqual(labels);
});

it('no view reads an image beyond its end', async () => {
  const { set } = numbered(LABELS);
  const memory = imageDataset({
    images: new Uint8Array(20),
    labels: LABELS,
    shape: [1, 1, 2],
    classes: 3,
    normalisation: set.normalisation,
  });
  for (const view of [memory, subset(set, [7, 3]), ofClasses(set, [1]), concat(set, set)]) {
    for (const index of [-1, view.size]) {
      const error = await refusal(() => view.read(Int32Array.of(index)));
      expect(error.message).toContain(`indices[0] must be a whole number from 0 to ${view.size - 1}, got ${index}`);
    }
  }
});

it('sets of bytes and of normalised images are not mixed without a word', async () => {
  const { set } = numbered([0, 1]);
  const floats: ImageDataset = { ...set, read: (indices) => ({ images: new Float32Array(2 * indices.length) }) };
  const error = await refusal(() => readBatch(concat(set, floats), Int32Array.of(0, 3)));
  expect(error.message).toContain('sets must be of one kind of images');
});
