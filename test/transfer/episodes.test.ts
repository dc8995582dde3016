import { episodes } from 'geocollapse/transfer';
import { describe, expect, it } from 'vitest';
import { refusal } from '../support/refusal.js';

const labels = Array.from({ length: 240 }, (_, i) => (i * 7) % 12);

const listed = (...given: Parameters<typeof episodes>) =>
  [...episodes(...given)].map(({ classes, support, queries }) => ({
    classes: Array.from(classes),
    support: Array.from(support),
    queries: Array.from(queries),
  }));

describe('an episode', () => {
  it('has N different classes, K support examples and Q queries of each, class by class, and no example twice', () => {
    for (const { classes, support, queries } of listed(labels, { ways: 4, shots: 3, queries: 5, episodes: 50 })) {
      expect(new Set(classes).size).toBe(4);
      expect(support.map((i) => labels[i])).toEqual(classes.flatMap((c) => [c, c, c]));
      expect(queries.map((i) => labels[i])).toEqual(classes.flatMap((c) => [c, c, c, c, c]));
      expect(new Set([...support, ...queries]).size).toBe(4 * 8);
    }
  });

  it('has all classes with ways: all', () => {
    for (const { classes } of listed(labels, { ways: 'all', shots: 1, queries: 1, episodes: 5 })) {
      expect(classes.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, c) => c));
    }
  });

  it('can use up a class, to the last example', () => {
    const [{ support, queries }] = listed([0, 1, 1, 0, 0, 1], { ways: 2, shots: 2, queries: 1, episodes: 1 });
    expect([...support, ...queries].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('episodes', () => {
  it('are five-way five-shot, with fifteen queries, 600 of them, unless options say otherwise', () => {
    const all = listed(labels);
    expect(all.length).toBe(600);
    expect([all[0].classes.length, all[0].support.length, all[0].queries.length]).toEqual([5, 25, 75]);
  });

  it('are the same each time they are iterated, and others with another seed', () => {
    const drawn = episodes(labels, { episodes: 3 });
    expect([...drawn]).toEqual([...drawn]);
    const seeds = [0, 1, 2 ** 32, 2 ** 32 + 1].map((seed) => JSON.stringify(listed(labels, { episodes: 3, seed })));
    expect(new Set(seeds).size).toBe(4);
  });

  it('have the same classes and queries whatever the shots, and a support that begins alike', () => {
    const few = listed(labels, { shots: 1, queries: 4, episodes: 20 });
    const many = listed(labels, { shots: 10, queries: 4, episodes: 20 });
    expect(many.map(({ classes, queries }) => ({ classes, queries }))).toEqual(
      few.map(({ classes, queries }) => ({ classes, queries })),
    );
    expect(many.map(({ support }) => support.filter((_, i) => i % 10 === 0))).toEqual(
      few.map(({ support }) => support),
    );
  });

  it('begin alike, however many there are', () => {
    expect(listed(labels, { episodes: 20 }).slice(0, 7)).toEqual(listed(labels, { episodes: 7 }));
  });

  it('draw every class, and every example as support and as query, equally often', () => {
    const [n, ways, shots, queries] = [6000, 4, 2, 3];
    const drawn = listed(labels, { ways, shots, queries, episodes: n });
    const counts = (pick: (episode: (typeof drawn)[0]) => number[], size: number) => {
      const seen = new Array(size).fill(0);
      for (const episode of drawn) for (const i of pick(episode)) seen[i]++;
      return seen;
    };
    // Five standard deviations of a binomial count, of 12 + 240 + 240 of them.
    const expectEven = (seen: number[], p: number) => {
      for (const count of seen) expect(Math.abs(count - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)));
    };
    expectEven(
      counts(({ classes }) => classes, 12),
      ways / 12,
    );
    expectEven(
      counts(({ support }) => support, 240),
      (ways / 12) * (shots / 20),
    );
    expectEven(
      counts((episode) => episode.queries, 240),
      (ways / 12) * (queries / 20),
    );
  });

  it('draw positions in each class on their own: the places of two classes are unrelated', () => {
    const two = Array.from({ length: 40 }, (_, i) => i % 2); // example i is number i >> 1 of its class
    const drawn = listed(two, { ways: 2, shots: 1, queries: 1, episodes: 4000 });
    const same = drawn.filter(({ support: [a, b] }) => a >> 1 === b >> 1).length;
    expect(Math.abs(same - 200)).toBeLessThan(5 * Math.sqrt(200 * 0.95)); // 1 in 20, and not every time
  });

  it('take labels in any array, and those of an image data set', () => {
    const expected = listed([0, 0, 1, 1], { ways: 2, shots: 1, queries: 1, episodes: 2 });
    for (const array of [Uint8Array, Int32Array, Float32Array]) {
      expect(listed(array.from([0, 0, 1, 1]), { ways: 2, shots: 1, queries: 1, episodes: 2 })).toEqual(expected);
    }
  });

  it.each([
    [labels.slice(0, 230), {}, ['labels', '5 + 15 examples of each class', '19 of class 1', 'Lower shots or queries']],
    [[0, 0, 0, 1], { ways: 2, shots: 1, queries: 1 }, ['1 of class 1', 'Leave the class out']],
    [[0, 0, 2, 2], { ways: 2, shots: 1, queries: 1 }, ['none of class 1', 'indexLabels']],
    [labels, { ways: 13 }, ['ways', 'at most the 12 classes', "ways: 'all'"]],
    [labels, { ways: 1 }, ['ways', 'of at least 2', 'got 1']],
    [labels, { ways: 'every' }, ['ways', "'all'"]],
    [[0, 0, 0], { ways: 'all', shots: 1, queries: 1 }, ['labels', 'two classes']],
    [labels, { shots: 0 }, ['shots', 'of at least 1']],
    [labels, { queries: 0 }, ['queries', 'of at least 1']],
    [labels, { shots: 1.5 }, ['shots', '1.5']],
    [labels, { episodes: Infinity }, ['episodes', 'Infinity']],
    [labels, { seed: -1 }, ['seed', '-1']],
    [labels, { shot: 1 }, ["'shot'", "Did you mean 'shots'?"]],
    [[], { ways: 2 }, ['labels']],
  ])('refuse what makes none: case %#', async (given, options, words) => {
    const error = await refusal(() => episodes(given, options as never));
    expect(error.function).toBe('episodes');
    for (const word of words) expect(error.message).toContain(word);
  });
});
