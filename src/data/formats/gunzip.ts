import { nodeModule } from '../../files/fileSystem.js';
import { GzipError, type Inflate, TOO_LONG } from './inflate.js';
import { inflateAsStream } from './inflateAsStream.js';
import { inflateInNode } from './inflateInNode.js';
import type { SourceFile } from './sourceFile.js';

/** The bytes of the longest file that is read. The longest of a known set has 547 million (EMNIST, byclass). */
export const LONGEST = 2 ** 30;
/** The bytes that tell what a file is and how long. */
const TOLD = 16;

/** The length that the whole file can have, by how it begins. Undefined for a file of another format. */
export type LengthOf = (head: Uint8Array) => number | undefined;

/** Whether bytes are of a gzip file. None of the formats that are read here begins so. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Unpacks a file if it is a gzip file, in Node and in browsers, and returns any other as it is. Its content tells, not
 * its name, since servers unpack files on the way and keep the name. A few MB of gzip can hold many GB, so a file is
 * unpacked no further than the file in it says to be long. The sums that a gzip file ends with are checked.
 */
export async function gunzip(file: SourceFile, length: LengthOf): Promise<SourceFile> {
  if (!isGzip(file.bytes)) return file;
  let limit = LONGEST;
  const limitOf = (head: Uint8Array): number | undefined => {
    const whole = length(head);
    if (whole === undefined && head.length >= TOLD) return undefined; // the parser says of which format it is
    limit = Math.max(1, Math.min(whole ?? TOLD, LONGEST));
    return limit;
  };
  try {
    const inflate = await inflater();
    return { ...file, bytes: await inflate(file.bytes, limitOf) };
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    if (error.message !== TOO_LONG) return file.refuseFile('a whole gzip file', error.message, 'Fetch it again.');
    const allowed = `no more than the ${limit} bytes that its format allows`;
    return file.refuseFile(allowed, TOO_LONG, 'It is damaged or of another set: fetch it again.');
  }
}

async function inflater(): Promise<Inflate> {
  const zlib = await nodeModule<typeof import('node:zlib')>('node:zlib').catch(() => undefined);
  // Some bundlers put an empty module in the place of Node's.
  return typeof zlib?.gunzip === 'function' ? inflateInNode(zlib) : inflateAsStream;
}
