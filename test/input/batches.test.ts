import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { describe, expect, it } from 'vitest';
import { readBatches, requireTwoPasses } from '../../src/input/batches.js';

const two = [{ a: 1 }, { a: 2 }];
function* sync() {
  yield* two;
}
async function* inTime() {
  yield* two;
}
const all = async (value: unknown) => {
  const found: unknown[] = [];
  for await (const batch of readBatches('batches', value, { key: 'a', written: '{ a, b }' })) found.push(batch);
  return found;
};

describe('batches', () => {
  it.each<[string, unknown]>([
    ['an array', two],
    ['a set', new Set(two)],
    ['a generator', sync()],
    ['an asynchronous generator', inTime()],
    ['a function that returns an array', () => two],
    ['a generator function', sync],
    ['an asynchronous generator function', inTime],
  ])('are %s', async (_, value) => {
    expect(await all(value)).toEqual(two);
  });

  it.each<[string, unknown, string]>([
    ['a promise', Promise.resolve(two), 'Wait for it with await.'],
    ['a function that returns a promise', () => Promise.resolve(two), 'Wait for it with await.'],
    ['one batch', { a: 1 }, 'Wrap a single batch in an array.'],
    ['a string', 'batches', 'got "batches"'],
    ['numbers', [1, 2], 'one of 1'],
    ['a map', new Map([[1, two[0]]]), 'one of Array of length 2 with the keys [0,1]. Make each batch { a, b }.'],
    ['objects of other keys', [{ xs: 1, ys: 2 }], 'with the keys [xs,ys]. Make each batch { a, b }.'],
  ])('are not %s', async (_, value, message) => {
    await expect(all(value)).rejects.toThrow(message);
  });

  it('can be read twice from arrays, sets and functions', () => {
    for (const value of [two, new Set(two), sync, inTime, () => two]) requireTwoPasses('batches', value);
  });

  it('are not started to find out whether they can be read twice', () => {
    const start = () => expect.unreachable('it was started');
    requireTwoPasses('batches', { [Symbol.iterator]: start });
  });

  it.each([
    ['a generator', sync()],
    ['an asynchronous generator', inTime()],
    ['an iterator of an array', two.values()],
    ['a stream', ReadableStream.from(two)],
    ['a stream of Node.js', Readable.from(two)],
    ['no iterable', {}],
  ])('cannot be read twice from %s', (_, value) => {
    expect(() => requireTwoPasses('batches', value)).toThrow('pass () => batches');
  });
});
