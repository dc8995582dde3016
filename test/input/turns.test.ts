import { expect, it } from 'vitest';
import { turns } from '../../src/input/turns.js';
import { ticksWhile } from '../support/ticks.js';

const busy = (milliseconds: number) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

it('lets timers go first where work has taken longer than a frame', async () => {
  const turn = turns();
  const ticks = await ticksWhile(async () => {
    for (let i = 0; i < 10; i++) {
      busy(20);
      await turn();
    }
  });
  expect(ticks).toBeGreaterThanOrEqual(5);
});

it('costs short work nothing: no turn is given within a frame', async () => {
  const turn = turns();
  let others = false;
  setTimeout(() => {
    others = true;
  });
  await turn();
  expect(others).toBe(false);
});

it("throws the signal's reason at once, and also when it is aborted in the turn", async () => {
  const reason = new Error('enough');
  await expect(turns(AbortSignal.abort(reason))()).rejects.toBe(reason);
  const controller = new AbortController();
  const turn = turns(controller.signal);
  busy(20);
  setTimeout(() => controller.abort());
  busy(5);
  await expect(turn()).rejects.toMatchObject({ name: 'AbortError' });
});
