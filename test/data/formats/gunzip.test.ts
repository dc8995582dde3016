import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip } from '../../../src/data/formats/gunzip.js';
import { GzipError, type Inflate } from '../../../src/data/formats/inflate.js';
import { inflateAsStream } from '../../../src/data/formats/inflateAsStream.js';
import { inflateInNode } from '../../../src/data/formats/inflateInNode.js';
import { heldBytes } from '../../../src/data/formats/sourceFile.js';
import { refusal } from '../../support/refusal.js';

const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
const PACKED = Uint8Array.from(zlib.gzipSync(CONTENT));
const changed = (at: number) => PACKED.map((byte, i) => (i === (at + PACKED.length) % PACKED.length ? byte ^ 1 : byte));

describe.each<[string, Inflate]>([
  ['by zlib', inflateInNode(zlib)],
  ['as a stream', inflateAsStream],
])('a gzip file is unpacked %s', (_, inflate) => {
  const error = (bytes: Uint8Array, limit = 2 ** 20) =>
    inflate(bytes, () => limit).then(
      () => undefined,
      (thrown) => thrown,
    );

  it('to the bit, also from a part of a buffer and from shared memory', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(PACKED.length + 2));
    shared.set(PACKED, 1);
    for (const bytes of [PACKED, Buffer.from([0, ...PACKED, 0]).subarray(1, -1), shared.subarray(1, -1)]) {
      expect(Buffer.compare(await inflate(bytes, () => CONTENT.length), CONTENT)).toBe(0);
    }
    expect(await inflate(zlib.gzipSync(''), () => 1)).toEqual(new Uint8Array());
  });

  it('unless its sums are wrong, or it is cut short', async () => {
    for (const at of [-1, -5, -8]) expect(await error(changed(at)), `byte ${at}`).toBeInstanceOf(GzipError);
    for (const end of [PACKED.length - 1, PACKED.length - 8, PACKED.length >> 1, 30, 10, 3, 2]) {
      expect(await error(PACKED.subarray(0, end)), `${end} bytes`).toBeInstanceOf(GzipError);
    }
  });

  it('no further than its limit, however much it holds', async () => {
    const bomb = zlib.gzipSync(new Uint8Array(2 ** 26));
    expect((await error(bomb, 1000)).message).toContain('unpacks to more');
    expect((await error(PACKED, CONTENT.length - 1)).message).toContain('unpacks to more');
    expect(await error(PACKED, CONTENT.length)).toBeUndefined();
  });

  it('to its beginning alone where that is of another format', async () => {
    const beginning = await inflate(PACKED, () => undefined);
    expect(beginning.length).toBeGreaterThan(16);
    expect(Buffer.compare(beginning, CONTENT.subarray(0, beginning.length))).toBe(0);
  });
});

describe('any file', () => {
  it('is returned as it is unless it begins as gzip does', async () => {
    const file = heldBytes(Uint8Array.of(0x1f, 0x8c, 1), 'a');
    expect(await gunzip(file, () => 1)).toBe(file);
  });

  it('that is no whole gzip file is refused under its name', async () => {
    const whole = (bytes: Uint8Array) => gunzip(heldBytes(bytes, "'a.gz'"), () => 2 ** 20);
    expect((await refusal(() => whole(changed(-5)))).message).toMatch(
      /a whole gzip file, got a damaged one .* in 'a.gz'/,
    );
    const tail = Uint8Array.from([...PACKED, 1, 2]);
    expect((await refusal(() => whole(tail))).got).toMatch(/in 'a.gz'/);
    const more = await refusal(() => gunzip(heldBytes(PACKED, "'a.gz'"), () => 99));
    expect(more.message).toMatch(
      /no more than the 99 bytes that its format allows, got a gzip file that unpacks to more/,
    );
  });
});
