import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { whatIs } from '../../src/input/whatIs.js';

const text = (value: string) => new TextEncoder().encode(value);
/** Bytes of an archive: so many zeros, then a text at that place. */
const at = (place: number, value: string | number[]) =>
  Uint8Array.from([...new Array(place).fill(0), ...Buffer.from(value as string)]);
const zip = (name: string) => {
  const header = new Uint8Array(30);
  header.set([0x50, 0x4b, 3, 4]);
  header[26] = name.length;
  return Uint8Array.from([...header, ...text(name), 1, 2, 3]);
};
const tar = at(257, 'ustar\0');
tar.set(text('cifar-10-batches-bin/batches.meta.txt'));

it.each([
  ['a gzip file', gzipSync('IDX'), /gunzip/],
  ['a zip archive', zip('data.csv'), /Unpack/],
  ['a PyTorch file (a zip archive)', zip('archive/data.pkl'), /Export/],
  ['a NumPy archive (.npz)', zip('x_train.npy'), /Export/],
  ['a tar archive', tar, /Unpack/],
  ['an xz file', Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 4]), /Unpack/],
  ['a PNG image', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]), /whole set/],
  ['a JPEG image', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), /whole set/],
  ['a NumPy array (.npy)', Uint8Array.from([0x93, ...text('NUMPY'), 1, 0]), /Export/],
  ['an HDF5 file', Uint8Array.from([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]), /Export/],
  ['a Python pickle', Uint8Array.from([0x80, 2, 0x7d, 0x71]), /Export/],
  ['a MATLAB file', text('MATLAB 5.0 MAT-file, Platform'), /Export/],
  ['an IDX file of 3 dimensions', Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 1]), /readers of MNIST/],
  ['an empty file', new Uint8Array(), /Fetch it again/],
  ['zeros', new Uint8Array(100), /Fetch it again/],
  [
    'a Git LFS pointer',
    text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 46827520\n'),
    /git lfs pull/,
  ],
  ['a git-annex pointer', text('/annex/objects/MD5E-s1--b026.gz\n'), /git annex get/],
  ['a web page', text('\ufeff\n<!DOCTYPE html><html><title>Sign in</title></html>'), /log-in/],
  ['a web page', text('<?xml version="1.0"?>\n<html xmlns="x"></html>'), /log-in/],
  ['an XML document', text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), /editor/],
  [
    'the index of a model in shards',
    text('{"metadata":{"total_size":4},"weight_map":{"fc.weight":"model-00001-of-00002.safetensors"}}'),
    /shards that it names/,
  ],
  ['the model.json of a TensorFlow.js model', text('{"format":"layers-model","modelTopology":{}}'), /loadLayersModel/],
  ['a JSON text', text('{"error":"not found"}'), /editor/],
  ['a text that begins with "404: Not Found"', text('404: Not Found\n'), /editor/],
  ['a text in UTF-16', Uint8Array.from([0xff, 0xfe, 0x41, 0]), /PowerShell/],
  [
    'bytes that were read as text and are lost',
    text(Buffer.from([0, 0, 8, 3, 0xea, 0x60, 0xff, 0xfe]).toString()),
    /arrayBuffer/,
  ],
])('%s is named, with what to do', (what, bytes, remedy) => {
  expect(whatIs(bytes)).toMatchObject({ what, remedy: expect.stringMatching(remedy) });
});

it('bytes that tell nothing have no name, of whatever length, and no beginning of a file of any kind throws', () => {
  for (const bytes of [[7], [7, 0xff, 3], [0xc3], [0, 1, 2, 3, 0x89], [1, 8, 0, 0]]) {
    expect(whatIs(Uint8Array.from(bytes))).toBeUndefined();
  }
  for (const whole of [
    gzipSync('x'),
    zip('archive/data.pkl'),
    tar,
    text('version https://git-lfs.github.com/spec/v1'),
  ]) {
    for (let length = 0; length <= whole.length; length++) whatIs(whole.subarray(0, length));
  }
});
