import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { heldBytes } from '../../../src/data/formats/sourceFile.js';
import { tarEntries } from '../../../src/data/formats/tar.js';
import { refusal } from '../../support/refusal.js';
import { tar, tarHeader } from '../../support/tar.js';

const entries = (bytes: Uint8Array) => [...tarEntries(heldBytes(bytes, "'a.tar'"))].map(([name, b]) => [name, [...b]]);
const A = Uint8Array.of(1, 2, 3);

describe('a tar archive', () => {
  it('is read file by file, folders left out, as views of its bytes', () => {
    const archive = tar({
      'set/': new Uint8Array(),
      'set/a': A,
      'set/empty': new Uint8Array(),
      'set/b': new Uint8Array(512),
    });
    expect(entries(archive)).toEqual([
      ['set/a', [1, 2, 3]],
      ['set/empty', []],
      ['set/b', new Array(512).fill(0)],
    ]);
    expect(tarEntries(heldBytes(archive, 'a')).get('set/a')!.buffer).toBe(archive.buffer);
  });

  it.each(['gnu', 'ustar', 'posix', 'v7'])('of the tar program in its format %s is read, long names too', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
    try {
      const long = `${'long-folder/'.repeat(format === 'v7' ? 2 : 9)}${'n'.repeat(60)}`;
      mkdirSync(join(folder, long, '..'), { recursive: true });
      writeFileSync(join(folder, long), A);
      writeFileSync(join(folder, 'short'), Uint8Array.of(7));
      symlinkSync('short', join(folder, 'link'));
      execFileSync('tar', [`--format=${format}`, '-cf', 'all.tar', 'short', 'link', 'long-folder'], { cwd: folder });
      const archive = execFileSync('cat', [join(folder, 'all.tar')]);
      expect(entries(archive)).toEqual([
        ['short', [7]],
        [long, [1, 2, 3]],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    [
      'cut in a file',
      tar({ a: new Uint8Array(2000) }).subarray(0, 1000),
      /the 2000 bytes of entry 0, got 488 bytes in 'a.tar'/,
    ],
    ['without its end', tar({ a: A }).subarray(0, 1024), /with its end, got a damaged header after 1 entries/],
    ['with a byte of a header changed', tar({ a: A, b: A }).map((b, i) => (i === 1030 ? b + 1 : b)), /after 1 entries/],
    ['of nothing', new Uint8Array(1024), /must hold a tar archive \(.tar or .tar.gz\), got zeros/],
    [
      'whose file claims to be endless',
      Uint8Array.from([...tarHeader('a', 8 ** 11 - 1), ...new Uint8Array(512)]),
      /8589934591 bytes/,
    ],
    ['in whose place a web page is', Buffer.from('<!doctype html>'.repeat(99)), /a web page in 'a.tar'/],
    ['in whose place a zip archive is', Buffer.from('PK\x03\x04 and so on'), /a zip archive in 'a.tar'\. Unpack/],
  ])('%s is an error of the file', async (_, bytes, message) => {
    expect((await refusal(() => entries(bytes))).message).toMatch(message);
  });
});
