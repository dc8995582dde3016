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
  for await (const batch of readBatches('batches', value)) found.push(batch);
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
  ])('are not %s', async (_, value, message) => {
    await expect(all(value)).rejects.toThrow(message);
  });

  it('can be read twice from arrays, sets and functions', () => {
    for (const value of [two, new Set(two), sync, inTime, () => two]) requireTwoPasses('batches', value);
  });

  it.each([
    ['a generator', sync()],
    ['an asynchronous generator', inTime()],
    ['an iterator of an array', two.values()],
    ['no iterable', {}],
  ])('cannot be read twice from %s', (_, value) => {
    expect(() => requireTwoPasses('batches', value)).toThrow('pass () => batches');
  });
});
