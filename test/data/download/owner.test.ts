import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ownerHasEnded, ownName } from '../../../src/data/download/owner.js';

const end = '.0a1b-2c.unfinished';

it('this process has not ended, and one that has ended has', async () => {
  const own = await ownName();
  expect(own).toMatch(/^\d+@[\w-]+$/);
  expect(await ownerHasEnded(`file.tar.gz.${own}${end}`)).toBe(false);
  const ended = spawnSync(process.execPath, ['-v']).pid;
  expect(await ownerHasEnded(`file.tar.gz.${own.replace(/^\d+/, `${ended}`)}${end}`)).toBe(true);
});

it('of a process of another machine, and of a name without a process, nothing is known', async () => {
  const ended = spawnSync(process.execPath, ['-v']).pid;
  expect(await ownerHasEnded(`file.gz.${ended}@another-machine${end}`)).toBe(false);
  expect(await ownerHasEnded(`file.gz${end}`)).toBe(false);
  expect(await ownerHasEnded('file.gz')).toBe(false);
});
