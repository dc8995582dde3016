import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../src/data/images/inParallel.js';

const later = (turns = 1): Promise<void> =>
  turns === 0 ? Promise.resolve() : new Promise((resolve) => setImmediate(() => resolve(later(turns - 1))));

describe('inParallel', () => {
  it.each([0, 1, 31, 32, 33, 100])('works once for each of %i, 32 at a time at most', async (n) => {
    const done: number[] = [];
    let [now, most] = [0, 0];
    await inParallel(n, undefined, async (i) => {
      most = Math.max(most, ++now);
      await later(1 + (i % 3));
      now -= 1;
      done.push(i);
    });
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(most).toBe(Math.min(n, 32));
  });

  it('begins nothing after a failure, ends what is under way, and throws the failure of the lowest', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (i: number) => {
      begun.push(i);
      await later(i === 5 ? 1 : i === 9 ? 5 : 3);
      ended.push(i);
      if (i === 5 || i === 2 || i === 9) throw new Error(`of ${i}`);
    };
    await expect(inParallel(40, undefined, work)).rejects.toThrow('of 2');
    expect(begun).toEqual(Array.from({ length: 32 }, (_, i) => i));
    expect(ended).toHaveLength(32);
  });

  it('begins nothing after an abort, and throws its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let begun = 0;
    const work = async () => {
      begun += 1;
      await later();
      controller.abort(reason);
    };
    await expect(inParallel(40, controller.signal, work)).rejects.toBe(reason);
    expect(begun).toBe(32);
    await expect(inParallel(40, controller.signal, work)).rejects.toBe(reason);
    expect(begun).toBe(32);
  });
});
