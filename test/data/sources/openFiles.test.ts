import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type FileSource, readCifar10 } from 'geocollapse/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cifar10Records } from '../../support/cifar.js';
import { refusal } from '../../support/refusal.js';
import { tar } from '../../support/tar.js';

const NAMES = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'];
const FILES = Object.fromEntries(NAMES.map((name, i) => [`${name}.bin`, cifar10Records(i + 1)]));
const PREFIXED = Object.fromEntries(Object.entries(FILES).map(([name, b]) => [`cifar-10-batches-bin/${name}`, b]));
const ARCHIVE = tar({ 'cifar-10-batches-bin/': new Uint8Array(), ...PREFIXED });
const PACKED = Uint8Array.from(gzipSync(ARCHIVE));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geocollapse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (files: Record<string, Uint8Array>, within = folder) => {
  mkdirSync(within, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(within, name), bytes);
  return within;
};
const map = <T>(files: Record<string, Uint8Array>, change: (bytes: Uint8Array, name: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, change(bytes, name)]));
const file = (name: string, bytes: Uint8Array) => new File([bytes.slice()], name);

describe('the files of a set are found', () => {
  it.each<[string, () => FileSource]>([
    ['in a folder', () => write(FILES)],
    [
      'in the folder within that its archive unpacks to',
      () => [write(FILES, join(folder, 'cifar-10-batches-bin')), folder][1],
    ],
    ['in the official archive', () => join(write({ 'cifar-10-binary.tar.gz': PACKED }), 'cifar-10-binary.tar.gz')],
    ['in an archive of any name that is not compressed', () => join(write({ 'x.zip': ARCHIVE }), 'x.zip')],
    [
      'in the official archive in a folder',
      () => write({ 'cifar-10-binary.tar.gz': PACKED, others: new Uint8Array(9) }),
    ],
    ['in the bytes of an archive', () => PACKED],
    ['in an ArrayBuffer', () => PACKED.slice().buffer],
    ['in a Blob of an archive', () => new Blob([PACKED])],
    ['in a File of an archive', () => file('cifar-10-binary (1).tar.gz', PACKED)],
    ['in an array of one File, an archive', () => [file('cifar-10-binary (1).tar.gz', PACKED)]],
    ['in an object of bytes', () => FILES],
    ['in an object of bytes with folders in their names', () => PREFIXED],
    ['in an object of gzipped bytes', () => map(FILES, (bytes) => gzipSync(bytes))],
    ['in an object of views', () => map(FILES, (bytes) => new DataView(bytes.slice().buffer))],
    ['in an object of Blobs', () => map(FILES, (bytes) => new Blob([bytes.slice()]))],
    ['in an object of paths', () => map(FILES, (_, name) => join(write(FILES), name))],
    ['in an array of Files', () => Object.entries(FILES).map(([name, bytes]) => file(name, bytes))],
    ['among other files', () => [...Object.entries(FILES).map(([n, b]) => file(n, b)), file('readme.html', PACKED)]],
  ])('%s', async (_, source) => {
    const { train, test } = await readCifar10(source());
    expect([...train.labels]).toEqual([0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4]);
    expect([...test.labels]).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('what is wrong with a source is an error that names it, and says what to do', () => {
  const { 'data_batch_3.bin': third, ...five } = FILES;
  it.each<[string, () => unknown, RegExp]>([
    [
      'files without one of them',
      () => five,
      /hold data_batch_3.bin or data_batch_3.bin.gz, got none in the files that were passed \(it holds data_batch_1.bin/,
    ],
    [
      'two files of one name',
      () => ({ ...FILES, 'a/data_batch_1.bin': third }),
      /one file data_batch_1.bin, got data_batch_1.bin and a\/data_batch_1.bin/,
    ],
    [
      'an archive of another set',
      () => tar({ 'cifar-100-binary/train.bin': third }),
      /hold data_batch_1.bin or .* got none in the bytes that were passed \(it holds cifar-100-binary\/train.bin\)/,
    ],
    [
      'one file of a set',
      () => FILES['test_batch.bin'],
      /a tar archive \(.tar or .tar.gz\), got \d+ bytes of another kind in the bytes that were passed/,
    ],
    ['the path of such a file', () => join(write(FILES), 'test_batch.bin'), /a tar archive .* in '.*test_batch.bin'/],
    [
      'an archive cut short',
      () => PACKED.subarray(0, 900),
      /a whole gzip file, got a damaged one \(unexpected end of file\) in the bytes/,
    ],
    [
      'a damaged archive in a folder',
      () => write({ 'cifar-10-binary.tar.gz': PACKED.subarray(0, 900) }),
      /a whole gzip file, .* in '.*cifar-10-binary.tar.gz'/,
    ],
    [
      'a Git LFS pointer for an archive',
      () => Buffer.from('version https://git-lfs.github.com/spec/v1\noid'),
      /a Git LFS pointer/,
    ],
    ['a web page for an archive', () => Buffer.from('<!DOCTYPE html>'), /a web page/],
    [
      'a zip archive',
      () => Buffer.from('PK\x03\x04...'),
      /a zip archive in the bytes that were passed. Unpack it first/,
    ],
    ['an empty object', () => ({}), /got none in the files that were passed \(it is empty\)/],
    ['an empty array', () => [], /\(it is empty\)/],
    ['an empty folder', () => folder, /got none in '.*' \(it is empty\)/],
    [
      'a path in an object that leads nowhere',
      () => ({ ...FILES, 'test_batch.bin': 'no/such/file' }),
      /the file of 'test_batch.bin', got nothing at 'no\/such\/file'/,
    ],
    [
      'a number for a file',
      () => ({ ...FILES, 'test_batch.bin': 7 }),
      /source\['test_batch.bin'\] must be bytes, a Blob or File, or a path, got 7/,
    ],
    ['a Blob without a name', () => [new Blob(['x'])], /source\[0\] must be a File, got an object of class Blob/],
    ['paths in an array', () => ['data_batch_1.bin'], /source\[0\] must be a File, got "data_batch_1.bin"/],
    [
      'two Files of one name',
      () => [file('a', third), file('a', third)],
      /source\[1\] must be of another name, got 'a' again/,
    ],
    ['a promise', () => Promise.resolve(FILES), /got a promise. Wait for it with await/],
    ['null', () => null, /the path of a folder or archive, an archive, or files by name, got null/],
  ])('%s', async (_, source, message) => {
    const error = await refusal(() => readCifar10(source() as FileSource));
    expect(error.message).toMatch(/^readCifar10: source/);
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(/\w/);
  });

  it('a file that cannot be read any more', async () => {
    const gone = new Blob(['x']);
    Object.defineProperty(gone, 'arrayBuffer', { value: () => Promise.reject(new Error('The file was changed')) });
    const error = await refusal(() => readCifar10({ ...FILES, 'data_batch_2.bin': gone }));
    expect(error.message).toMatch(/files that can be read, got The file was changed \('data_batch_2.bin'\). Choose/);
  });
});
