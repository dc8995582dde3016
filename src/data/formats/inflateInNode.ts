import { GzipError, type Inflate, saidLength, TOO_LONG } from './inflate.js';

/** The bytes of a gzip file that show how the file in it begins. They unpack to 4 MB at most. */
const HEAD = 4096;
/** Deflate makes no byte into more than so many. */
const MOST_PER_BYTE = 1032;

/** Unpacks a gzip file by zlib, on a thread of Node's. It may have several members, and zeros, which fill a tape. */
export const inflateInNode =
  (zlib: typeof import('node:zlib')): Inflate =>
  async (bytes, limitOf) => {
    const head = await new Promise<Uint8Array>((resolve, reject) => {
      const beginning = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
      zlib.gunzip(bytes.subarray(0, HEAD), beginning, (error, buffer) =>
        error ? reject(damaged(error)) : resolve(buffer),
      );
    });
    const limit = limitOf(head);
    if (limit === undefined) return head;
    // With a buffer of the right length nothing is copied together at the end.
    const chunkSize = Math.max(1024, Math.min(saidLength(bytes) + 1, limit + 1, MOST_PER_BYTE * bytes.length));
    return new Promise((resolve, reject) => {
      // With `info` the unpacker comes along: it says how much of the file it took.
      const options = { maxOutputLength: limit, chunkSize, info: true };
      zlib.gunzip(bytes, options, (error, result) => {
        if (error) return reject(damaged(error));
        const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
        const tail = bytes.subarray(engine.bytesWritten);
        if (tail.some((byte) => byte !== 0)) return reject(new GzipError(`${tail.length} bytes after its end`));
        resolve(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length));
      });
    });
  };

function damaged(error: Error & { code?: string }): GzipError {
  return new GzipError(error.code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LONG : `a damaged one (${error.message})`);
}
