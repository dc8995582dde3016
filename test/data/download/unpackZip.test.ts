import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackZip } from '../../../src/data/download/unpackZip.js';
import { type Zipped, zip } from '../../support/zip.js';
import { bytesOf } from './server.js';

/** What Info-ZIP 3.0 writes to a pipe, by `zip -X - gzip/a.txt gzip/b.txt`: one is deflated, the other as it is. */
const INFO_ZIP = Buffer.from(
  'UEsDBBQAAAAIAAAAIVh3F7HKBQAAACAAAAAKAAAAZ3ppcC9hLnR4dEtMxA8AUEsDBAoAAAAAAAAAIVj5775xAQAAAAEAAAAKAAAA' +
    'Z3ppcC9iLnR4dGJQSwECHgMUAAAACAAAACFYdxexygUAAAAgAAAACgAAAAAAAAABAAAApIEAAAAAZ3ppcC9hLnR4dFBLAQIeAwoA' +
    'AAAAAAAAIVj5775xAQAAAAEAAAAKAAAAAAAAAAEAAACkgS0AAABnemlwL2IudHh0UEsFBgAAAAACAAIAcAAAAFYAAAAAAA==',
  'base64',
);
const BYTES = bytesOf(10_000);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const unpack = (archive: Uint8Array, signal?: AbortSignal) => {
  writeFileSync(`${folder}.zip`, archive);
  return unpackZip(fs, `${folder}.zip`, folder, signal).finally(() => rmSync(`${folder}.zip`));
};
const unpacked = () => Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

describe('the files of a zip archive', () => {
  it.each<[string, Omit<Zipped, 'name' | 'bytes'>, string]>([
    ['as they are', {}, ''],
    ['deflated', { deflate: true }, ''],
    ['with extra bytes, in an archive with a comment', { deflate: true, extra: 28 }, 'comment '.repeat(999)],
  ])('are unpacked without their folders, %s', async (_, how, comment) => {
    const files = { 'a.gz': BYTES, 'b.txt': Buffer.from('b'), empty: Buffer.of() };
    const entries = Object.entries(files).map(([name, bytes]) => ({ name: `gzip/${name}`, bytes, ...how }));
    await unpack(zip([{ name: 'gzip/', bytes: Buffer.of() }, ...entries], comment));
    expect(unpacked()).toEqual(files);
  });

  it('are those that another program has packed', async () => {
    await unpack(INFO_ZIP);
    expect(unpacked()).toEqual({ 'a.txt': Buffer.from('a'.repeat(32)), 'b.txt': Buffer.from('b') });
  });

  it('never leave the folder, and hidden ones are left out', async () => {
    const names = ['../a', '/b', '../../x/c', '..', '__MACOSX/._d', '.e', 'f\\g', '..\\h'];
    await unpack(zip(names.map((name) => ({ name, bytes: Buffer.from('x') }))));
    expect(readdirSync(folder)).toEqual(['a', 'b', 'c']);
  });

  it('are refused where the archive is damaged', async () => {
    const whole = zip([{ name: 'a', bytes: BYTES, deflate: true }]);
    await expect(unpack(whole.subarray(0, -30))).rejects.toThrow('no zip archive');
    await expect(unpack(BYTES)).rejects.toThrow('no zip archive');
    await expect(unpack(Buffer.of())).rejects.toThrow('no zip archive');
    await expect(unpack(whole.subarray(200))).rejects.toThrow('cut short');
    const wrong = Buffer.from(whole);
    wrong.fill(0xff, 100, 200);
    await expect(unpack(wrong)).rejects.toThrow();
  });

  it('come no further after an abort', async () => {
    const archive = zip([{ name: 'a', bytes: BYTES }]);
    await expect(unpack(archive, AbortSignal.abort())).rejects.toThrow('abort');
  });
});
