import { deflateRawSync } from 'node:zlib';

/** A file of a zip archive, and how it is packed. */
export interface Zipped {
  name: string;
  bytes: Uint8Array;
  deflate?: boolean;
  /** Bytes between the name and the content, which some programs use for times and owners. */
  extra?: number;
}

const fields = (...values: [bytes: 2 | 4, value: number][]) =>
  Buffer.concat(
    values.map(([length, value]) => {
      const field = Buffer.alloc(length);
      field.writeUIntLE(value, 0, length);
      return field;
    }),
  );

/**
 * A zip archive, as APPNOTE.TXT of PKWARE describes it. Lengths stand in its list alone, as of programs that write to a
 * pipe. Its checksums are zeros.
 */
export function zip(files: Zipped[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, deflate = false, extra = 0 } of files) {
    const packed = deflate ? deflateRawSync(bytes) : Buffer.from(bytes);
    const [title, method] = [Buffer.from(name), deflate ? 8 : 0];
    // version, flags, method, time, date, checksum, packed length, length, length of the name, of the extra bytes
    const local = fields([4, 0x04034b50], [2, 20], [2, 8], [2, method], [4, 0], [4, 0], [4, 0], [4, 0]);
    const head = Buffer.concat([local, fields([2, title.length], [2, extra]), title, Buffer.alloc(extra, 7)]);
    const lengths = fields([4, 0], [4, packed.length], [4, bytes.length], [2, title.length], [2, 0], [2, 3]);
    const start = fields([4, 0x02014b50], [2, 20], [2, 20], [2, 8], [2, method], [4, 0]);
    list.push(start, lengths, fields([2, 0], [2, 0], [4, 0], [4, at]), title, Buffer.from('abc'));
    parts.push(head, packed);
    at += head.length + packed.length;
  }
  const listed = Buffer.concat(list);
  const end = fields([4, 0x06054b50], [4, 0], [2, files.length], [2, files.length], [4, listed.length], [4, at]);
  return Buffer.concat([...parts, listed, end, fields([2, Buffer.byteLength(comment)]), Buffer.from(comment)]);
}
