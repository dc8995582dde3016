import type { FileHandle } from 'node:fs/promises';
import { type FileSystem, nodeModule } from '../../files/fileSystem.js';

/** A file of an archive. */
interface Entry {
  name: string;
  /** How it is packed: 0 for not at all, 8 for deflate. */
  method: number;
  packed: number;
  size: number;
  /** Where its header begins. */
  at: number;
}

/** What a zip archive ends with: 22 bytes, and a comment of less than 64 KB. */
const END = { signature: 0x06054b50, length: 22, longest: 22 + 0xffff };
/** The bytes of an entry in the list of all, and those in front of its content, without names. */
const [LISTED, HEADER] = [46, 30];

/**
 * Unpacks the files of a zip archive into a folder that is there, without the folders that they are in. Hidden files,
 * which some systems add, are left out. The archive is one that has been compared with its SHA-256, so this reads what
 * such archives have, and no other kinds.
 */
export async function unpackZip(fs: FileSystem, archive: string, folder: string, signal?: AbortSignal): Promise<void> {
  const { createReadStream, createWriteStream } = await nodeModule<typeof import('node:fs')>('node:fs');
  const { pipeline } = await nodeModule<typeof import('node:stream/promises')>('node:stream/promises');
  const { createInflateRaw } = await nodeModule<typeof import('node:zlib')>('node:zlib');
  const unpack = async ({ name, method, packed, size }: Entry, start: number, path: string): Promise<void> => {
    if (packed === 0) await fs.writeFile(path, '');
    else {
      const from = createReadStream(archive, { start, end: start + packed - 1 });
      const to = createWriteStream(path, { flush: true });
      await (method === 0 ? pipeline(from, to, { signal }) : pipeline(from, createInflateRaw(), to, { signal }));
    }
    const got = (await fs.stat(path)).size;
    if (got !== size) throw new Error(`${name} with ${got} bytes in place of ${size}`);
  };
  const handle = await fs.open(archive, 'r');
  try {
    for (const entry of await entriesOf(handle)) {
      const base = entry.name.slice(entry.name.lastIndexOf('/') + 1); // a name never leads out of the folder
      if (base === '' || base.startsWith('.') || base.includes('\\')) continue;
      const header = await bytesAt(handle, entry.at, HEADER);
      const start = entry.at + HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
      await unpack(entry, start, `${folder}/${base}`);
    }
  } finally {
    await handle.close();
  }
}

/** The list of the files, which is at the end of an archive. */
async function entriesOf(handle: FileHandle): Promise<Entry[]> {
  const { size } = await handle.stat();
  const tail = await bytesAt(handle, Math.max(0, size - END.longest), Math.min(size, END.longest));
  let end = tail.length - END.length;
  while (end >= 0 && tail.readUInt32LE(end) !== END.signature) end--;
  if (end < 0) throw new Error('no zip archive');
  const list = await bytesAt(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + LISTED <= list.length; ) {
    const [name, extra, comment] = [28, 30, 32].map((field) => list.readUInt16LE(at + field));
    entries.push({
      name: list.toString('utf8', at + LISTED, at + LISTED + name),
      method: list.readUInt16LE(at + 10),
      packed: list.readUInt32LE(at + 20),
      size: list.readUInt32LE(at + 24),
      at: list.readUInt32LE(at + 42),
    });
    at += LISTED + name + extra + comment;
  }
  return entries;
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('a zip archive that is cut short');
  return buffer;
}
