import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inCache } from '../../../src/data/download/inCache.js';
import { refusal } from '../../support/refusal.js';
import { bytesOf, good, published, serve } from './server.js';

const BYTES = bytesOf(300_000);
const SET = { address: '', files: [published(BYTES)] };

it('a full disk is an error of the cache that names the folder; with room, the next call goes on from there', async () => {
  await using server = await serve(good(BYTES));
  const folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  const place = { folder, address: server.address, fetching: { timeout: 5 } };
  const disk = {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      handle.appendFile = async (bytes) => {
        await handle.write(bytes as Uint8Array, 0, 1000); // a part of it still fits
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      };
      return handle;
    },
  } as typeof fs;
  try {
    const { argument, got, remedy } = await refusal(() => inCache(disk, SET, place));
    expect([argument, got]).toEqual(['cache', `ENOSPC: no space left on device, write (in '${folder}')`]);
    expect(remedy).toBe('Make room on the disk, and call this again.');
    expect(await inCache(fs, SET, place)).toBe(folder);
    expect(readFileSync(join(folder, 'file.gz')).equals(BYTES)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
