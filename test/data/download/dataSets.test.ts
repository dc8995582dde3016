import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataSetName, dataFolder } from 'geocollapse/data';
import { expect, it } from 'vitest';
import { DATA_SETS, type PublishedSet } from '../../../src/data/download/dataSets.js';

const sets = Object.entries(DATA_SETS as Record<string, PublishedSet>);

it.each(sets)('%s has an address with TLS, and files with the digits of a SHA-256', (_, { address, files }) => {
  expect(address).toMatch(/^https:\/\/.*\/$/);
  for (const { name, size, sha256 } of files) {
    expect(new URL(name, address).href).toBe(`${address}${name}`);
    expect(size).toBeGreaterThan(1000);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

it('no two files have one checksum', () => {
  const sums = sets.flatMap(([, { files }]) => files.map(({ sha256 }) => sha256));
  expect(new Set(sums).size).toBe(sums.length);
});

it('files of the published lengths are found in the cache, a folder for each set', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'geocollapse-'));
  try {
    for (const [name, { files }] of sets.filter(([, { zip }]) => !zip)) {
      mkdirSync(join(cache, name));
      for (const file of files) {
        closeSync(openSync(join(cache, name, file.name), 'w'));
        truncateSync(join(cache, name, file.name), file.size); // no blocks on the disk: it holds zeros alone
      }
      expect(await dataFolder(name as DataSetName, { cache, download: false })).toBe(`${cache}/${name}`);
    }
  } finally {
    rmSync(cache, { recursive: true });
  }
});
