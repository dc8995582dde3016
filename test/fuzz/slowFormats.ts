/**
 * The formats in plain words, with no code of the library: what is right to read of bytes, or undefined where they must
 * be refused.
 */
import { COARSE } from '../support/cifar.js';

const big = (b: Uint8Array, at: number) => BigInt(`0x${Buffer.from(b.subarray(at, at + 4)).toString('hex')}`);

/** The pixels of an IDX file of images. */
export function rightImages(b: Uint8Array): number[] | undefined {
  if (b.length < 16 || b[0] !== 0 || b[1] !== 0 || b[2] !== 8 || b[3] !== 3) return undefined;
  const size = big(b, 4) * big(b, 8) * big(b, 12);
  return size > 0n && size === BigInt(b.length - 16) ? [...b.subarray(16)] : undefined;
}

/** The labels of an IDX file. */
export function rightLabels(b: Uint8Array): number[] | undefined {
  if (b.length < 9 || b[0] !== 0 || b[1] !== 0 || b[2] !== 8 || b[3] !== 1) return undefined;
  return Number(big(b, 4)) === b.length - 8 ? [...b.subarray(8)] : undefined;
}

/** The labels of records, all kinds one after the other, and their pixels, each image in rows of colours. */
function rightRecords(b: Uint8Array, classes: readonly number[]): { labels: number[][]; images: number[] } | undefined {
  const record = classes.length + 3072;
  if (b.length === 0 || b.length % record !== 0) return undefined;
  const labels: number[][] = classes.map(() => []);
  const images: number[] = [];
  for (let start = 0; start < b.length; start += record) {
    for (const [kind, most] of classes.entries()) {
      if (b[start + kind] >= most) return undefined;
      labels[kind].push(b[start + kind]);
    }
    for (let pixel = 0; pixel < 1024; pixel++) {
      for (let channel = 0; channel < 3; channel++) images.push(b[start + classes.length + 1024 * channel + pixel]);
    }
  }
  return { labels, images };
}

/** What a file of CIFAR-10 holds. */
export const rightCifar10 = (b: Uint8Array) => rightRecords(b, [10]);

/** What a file of CIFAR-100 holds. */
export const rightCifar100 = (b: Uint8Array) => rightRecords(b, [20, 100]);

/** What a file of CIFAR-100 holds for a reader of the set, to which each fine class has its coarse one. */
export function rightCifar100Set(b: Uint8Array) {
  const records = rightCifar100(b);
  return records?.labels[0].every((coarse, i) => COARSE[records.labels[1][i]] === coarse) ? records : undefined;
}

/** The files of a tar archive by their names, as POSIX describes ustar, without extensions; undefined if it is damaged. */
export function slowTar(b: Uint8Array): Map<string, Uint8Array> | undefined {
  const files = new Map<string, Uint8Array>();
  let long: string | undefined;
  for (let at = 0; at + 512 <= b.length; ) {
    const header = Buffer.from(b.subarray(at, at + 512));
    if (header.every((byte) => byte === 0)) return at > 0 ? files : undefined;
    const field = (start: number, end: number) => header.toString('utf8', start, end).split('\0')[0];
    const octal = (start: number, end: number) => {
      const digits = field(start, end).trim();
      if (header[start] >= 128) {
        const rest = [...header.subarray(start + 1, end)].reduce((sum, byte) => sum * 256 + byte, header[start] - 128);
        return rest;
      }
      return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number.NaN;
    };
    const sum = octal(148, 156);
    header.fill(' ', 148, 156);
    if (header.reduce((total, byte) => total + byte, 0) !== sum) return undefined;
    const size = octal(124, 136);
    if (!(at + 512 + size <= b.length)) return undefined;
    const content = b.subarray(at + 512, at + 512 + size);
    const kind = field(156, 157);
    const contentText = () => Buffer.from(content.subarray(0, 65536)).toString('utf8').split('\0')[0];
    if (kind === 'L') long = contentText();
    else if (kind === 'x') long = contentText().match(/^\d+ path=(.*)$/m)?.[1] ?? long;
    else {
      const prefix = field(257, 262) === 'ustar' && header[263] === 48 ? field(345, 500) : '';
      const name = long ?? (prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`);
      long = undefined;
      if (kind === '' || kind === '0') files.set(name, content);
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}
