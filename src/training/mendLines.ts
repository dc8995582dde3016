import type { FileSystem } from '../files/fileSystem.js';
import type { SystemError } from '../files/systemError.js';
import { refuse } from '../input/checks.js';
import { isPlainObject } from '../input/options.js';
import { whatIs } from '../input/whatIs.js';

const NEWLINE = 10;
/** Milliseconds in which another writer ends a line that it has begun. */
const MEANWHILE = 50;

/**
 * Makes a file of JSON lines end with a whole line, so that none is glued to half of another. What a killed process or
 * a full disk left of a line was never reported as written, and is cut off. A file of anything else is refused and not
 * touched.
 *
 * @param next is the line that comes next; where it is what the file ends with, it would be there twice
 */
export async function mendLines(fs: FileSystem, path: string, next: string): Promise<void> {
  let bytes = await read(fs, path);
  for (let length = -1; bytes.length > length && bytes.at(-1) !== NEWLINE && bytes.length > 0; ) {
    length = bytes.length;
    await new Promise((resolve) => setTimeout(resolve, MEANWHILE));
    bytes = await read(fs, path);
  }
  if (bytes.length === 0) return;
  const first = bytes.indexOf(NEWLINE);
  const begins = first < 0 ? bytes[0] === '{'.charCodeAt(0) : isRecord(bytes.subarray(0, first));
  if (!begins) {
    const got = `${whatIs(bytes)?.what ?? 'another file'} at '${path}'`;
    refuse('path', 'a file of JSON lines, or a new one', got, 'Pass another path; this file stays as it is.');
  }
  if (bytes.at(-1) === NEWLINE) return;
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const tail = bytes.subarray(end);
  if (isRecord(tail) && `${tail}\n` !== next) await fs.appendFile(path, '\n');
  else await fs.truncate(path, end);
}

async function read(fs: FileSystem, path: string): Promise<Buffer> {
  try {
    const stats = await fs.stat(path);
    if (stats.isFile()) return await fs.readFile(path);
    const got = stats.isDirectory() ? `the folder '${path}'` : `a pipe, socket or device ('${path}')`;
    return refuse('path', 'a file', got, 'Pass the path of a file.');
  } catch (error) {
    if ((error as SystemError).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Whether bytes are an object in JSON. */
function isRecord(bytes: Buffer): boolean {
  try {
    return isPlainObject(JSON.parse(bytes.toString()));
  } catch {
    return false;
  }
}
