import { GzipError, type Inflate, saidLength, TOO_LONG } from './inflate.js';

/** The unpacked bytes that show what a file is. */
const HEAD = 65536;

/**
 * Unpacks a gzip file by the DecompressionStream of browsers, which takes files of one member with nothing after it.
 */
export const inflateAsStream: Inflate = async (bytes, limitOf) => {
  // A copy, since a browser makes no Blob of shared memory.
  const packed = new Blob([bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice()]);
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let limit: number | undefined;
  for (;;) {
    const { done, value } = await reader.read().catch((error: Error) => {
      throw new GzipError(`a damaged one (${error.message})`);
    });
    if (value) chunks.push(value);
    length += value?.length ?? 0;
    if (limit === undefined && (done || length >= HEAD)) {
      const head = joined(chunks, length);
      limit = limitOf(head);
      if (limit === undefined) return stopped(reader, head);
    }
    if (limit !== undefined && length > limit) throw await stopped(reader, new GzipError(TOO_LONG));
    if (done) return whole(bytes, joined(chunks, length));
  }
};

/**
 * Unpacked bytes, if the last four bytes of the file say that they are so many: some streams end where a member ends,
 * whatever follows, or where the file ends, whatever is missing.
 */
function whole(bytes: Uint8Array, unpacked: Uint8Array): Uint8Array {
  if (saidLength(bytes) === unpacked.length) return unpacked;
  throw new GzipError('one with more after its end, or less');
}

async function stopped<T>(reader: ReadableStreamDefaultReader, result: T): Promise<T> {
  await reader.cancel().catch(() => {}); // it is not read to its end, whatever that holds
  return result;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let start = 0;
  for (const chunk of chunks) {
    all.set(chunk, start);
    start += chunk.length;
  }
  return all;
}
