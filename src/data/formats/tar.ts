import { whatIs } from '../../input/whatIs.js';
import type { SourceFile } from './sourceFile.js';

/** A tar archive is made of blocks: of each entry a header, then its bytes, filled up to whole blocks. */
const BLOCK = 512;
const AGAIN = 'It is damaged or cut short: fetch it again.';
/** More bytes than any name has. */
const LONG = 65536;

/** Bytes up to the first zero as text. They are copied, since a browser decodes no shared memory. */
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.slice(0, LONG)).replace(/\0.*$/s, '');

/**
 * Reads the files of a tar archive that is not compressed, as views of its bytes. Names of any length are known as GNU
 * and POSIX write them; folders and links are left out. The sum of every header is checked.
 */
export function tarEntries(file: SourceFile): Map<string, Uint8Array> {
  const { bytes, refuseFile } = file;
  const entries = new Map<string, Uint8Array>();
  let longName: string | undefined;
  for (let at = 0, count = 0; ; count++) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK || !hasItsSum(header)) {
      if (header.length === BLOCK && count > 0 && header.every((byte) => byte === 0)) return entries; // its end
      refuseArchive(file, count);
    }
    const length = numberIn(header.subarray(124, 136));
    at += BLOCK;
    if (!Number.isSafeInteger(length) || at + length > bytes.length) {
      refuseFile(`a tar archive that holds the ${length} bytes of entry ${count}`, `${bytes.length - at} bytes`, AGAIN);
    }
    const content = bytes.subarray(at, at + length);
    at += BLOCK * Math.ceil(length / BLOCK);
    const type = String.fromCharCode(header[156]);
    if (type === 'L') longName = text(content);
    else if (type === 'x') longName = pathOf(text(content)) ?? longName;
    else {
      const prefix = text(header.subarray(257, 262)) === 'ustar' ? text(header.subarray(345, 500)) : '';
      const short = text(header.subarray(0, 100));
      const name = longName ?? (prefix && header[263] === 0x30 ? `${prefix}/${short}` : short);
      longName = undefined;
      if (type === '0' || type === '\0') entries.set(name, content); // of two of one name the later one counts
    }
  }
}

/** The header's sum of its own bytes, with blanks in place of the sum. */
function hasItsSum(header: Uint8Array): boolean {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i];
  return sum === numberIn(header.subarray(148, 156));
}

/** A number in octal digits, or, from 8 GB on, in bytes after a bit. */
function numberIn(field: Uint8Array): number {
  if (field[0] & 0x80) return field.subarray(1).reduce((value, byte) => 256 * value + byte, field[0] & 0x7f);
  const digits = text(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** The path in an extended header, whose records are `<length> <key>=<value>\n`. */
const pathOf = (records: string): string | undefined => /^\d+ path=(.*)$/m.exec(records)?.[1];

function refuseArchive({ bytes, refuseFile }: SourceFile, count: number): never {
  const expected = 'a tar archive (.tar or .tar.gz)';
  if (count > 0) return refuseFile(`${expected} with its end`, `a damaged header after ${count} entries`, AGAIN);
  const foreign = whatIs(bytes);
  if (foreign?.kind === 'idx') {
    refuseFile(expected, foreign.what, 'Pass the folder that it is in, or an object with each file under its name.');
  }
  return refuseFile(expected, foreign?.what ?? `${bytes.length} bytes of another kind`, foreign?.remedy ?? AGAIN);
}
