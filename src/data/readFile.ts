import { fileSystem, nodeModule } from '../files/fileSystem.js';
import { readPath } from '../files/readPath.js';
import { InputError } from '../input/checks.js';
import { whatIs } from '../input/whatIs.js';
import { findFile, type Sought } from './findFile.js';
import { foundBytes, type SourceFile } from './sourceFile.js';

/** What a reader knows of the file that it wants. */
export interface Wanted extends Sought {
  /** The length that the whole file can have, by how it begins. Undefined for a file of another format. */
  length: (head: Uint8Array) => number | undefined;
}

/** The bytes of the longest file that is read. The largest set in MNIST's form has 316 million (QMNIST). */
const LONGEST = 2 ** 29;
/** The bytes of a gzip file that show how the file in it begins. They unpack to 4 MB at most. */
const HEAD = 4096;
/** The bytes that tell what a file is and how long. */
const TOLD = 16;

/**
 * Reads a file of a folder, or its gzipped form `<name>.gz`, in Node. A gzip file is unpacked no further than the file
 * in it says to be long, since a few MB of it can hold many GB.
 */
export async function readFile(directory: string, wanted: Wanted): Promise<SourceFile> {
  readPath('directory', directory, 'folder');
  const remedy = 'Fetch the files there, and pass their bytes to the parse functions of geocollapse/data.';
  const fs = await fileSystem('directory', remedy);
  const zlib = await nodeModule<typeof import('node:zlib')>('node:zlib');
  const { path, bytes } = await findFile(fs, directory, wanted, LONGEST);
  return foundBytes(path.endsWith('.gz') ? gunzip(zlib, bytes, path, wanted) : bytes, path);
}

function gunzip(zlib: typeof import('node:zlib'), bytes: Uint8Array, path: string, { length }: Wanted): Uint8Array {
  const { refuseFile } = foundBytes(bytes, path);
  let limit = 0;
  try {
    const head = zlib.gunzipSync(bytes.subarray(0, HEAD), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    const whole = length(head);
    if (whole === undefined && head.length >= TOLD) return head; // of another format: the parser says of which
    limit = Math.max(1, Math.min(whole ?? TOLD, LONGEST));
    const options = { maxOutputLength: limit, info: true };
    // With `info` the unpacker comes along: it says how much of the file it took.
    const { buffer, engine } = zlib.gunzipSync(bytes, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    const tail = bytes.subarray(engine.bytesWritten);
    // Zeros fill a block of tape.
    if (tail.every((byte) => byte === 0)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    return refuseFile('a whole gzip file', `${tail.length} bytes after its end`, 'Fetch it again.');
  } catch (error) {
    if (error instanceof InputError) throw error;
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      const got = `a gzip file that unpacks to more`;
      return refuseFile(
        `no more than the ${limit} bytes that its format allows`,
        got,
        'It is damaged: fetch it again.',
      );
    }
    const foreign = bytes[0] === 0x1f && bytes[1] === 0x8b ? undefined : whatIs(bytes);
    if (foreign?.kind === 'idx') return refuseFile('a whole gzip file', foreign.what, "Take '.gz' off its name.");
    const damaged = `a damaged one (${(error as Error).message})`;
    return refuseFile('a whole gzip file', foreign?.what ?? damaged, foreign?.remedy ?? 'Fetch it again.');
  }
}
