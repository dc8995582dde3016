import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../src/data/dataset/readAhead.js';

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i).values();
const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('work that is done ahead', () => {
  it.each([0, 1, 2, 7])('comes in the order of the tasks, at most %s results early', async (ahead) => {
    let [started, taken] = [0, 0];
    const work = async (task: number) => {
      started++;
      await new Promise((resolve) => setTimeout(resolve, task % 3)); // later ones may be ready first
      return 10 * task;
    };
    const got: number[] = [];
    for await (const result of readAhead(numbers(5), work, { ahead })) {
      got.push(result);
      taken++;
      await turn();
      expect(started).toBe(Math.min(5, taken + ahead + 1));
    }
    expect(got).toEqual([0, 10, 20, 30, 40]);
  });

  it('that fails is an error when its turn comes, and nothing that nobody waits for is reported', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    const work = async (task: number) => {
      if (task >= 1) throw new Error(`task ${task}`);
      return task;
    };
    const results = readAhead(numbers(9), work, { ahead: 3 });
    expect((await results.next()).value).toBe(0);
    await expect(results.next()).rejects.toThrow('task 1');
    await turn();
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });

  it('is told to give up when whoever takes the results goes away', async () => {
    const signals: AbortSignal[] = [];
    const work = async (task: number, signal: AbortSignal) => {
      signals.push(signal);
      return task;
    };
    for await (const result of readAhead(numbers(9), work, { ahead: 2 })) if (result === 1) break;
    expect(signals.length).toBeLessThan(9);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('ends with the reason of an abort, also while a result is waited for that never comes', async () => {
    const controller = new AbortController();
    const results = readAhead(numbers(3), () => new Promise(() => {}), { ahead: 1, signal: controller.signal });
    const next = results.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    const before = readAhead(numbers(3), async (task) => task, { ahead: 1, signal: controller.signal });
    await expect(before.next()).rejects.toThrow('enough');
  });
});
