import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWhole } from '../../../examples/support/writeWhole.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a file that cannot be written leaves the old one whole, and no rest', async () => {
  writeFileSync(join(folder, 'a'), 'old');
  await writeWhole(join(folder, 'b', 'c'), 'new');
  expect(readFileSync(join(folder, 'b', 'c'), 'utf8')).toBe('new');
  await expect(writeWhole(join(folder, 'a', 'c'), 'new')).rejects.toThrow(/EEXIST|ENOTDIR/);
  await expect(writeWhole(join(folder, 'b'), 'new')).rejects.toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['a', 'b']);
});

it('3,000 writers of one file at once: all succeed, the file is one of theirs, whole, and nothing else is left', async () => {
  const path = join(folder, 'shared');
  const contents = Array.from({ length: 3000 }, (_, i) => `${i}`.repeat(500));
  await Promise.all(contents.map((content) => writeWhole(path, content)));
  expect(contents).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['shared']);
});
