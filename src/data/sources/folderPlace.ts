import type { FileSystem } from '../../files/fileSystem.js';
import { remedyFor, type SystemError } from '../../files/systemError.js';
import type { InputError } from '../../input/checks.js';
import { type Found, obstacle, type Place } from './place.js';

const REPAIR = 'Look at it with ls -l, and fetch it again.';

/** A folder of Node's file system. */
export const folderPlace = (fs: FileSystem, folder: string): Place => ({
  name: `'${folder}'`,
  look: (name) => lookAt(fs, `${folder}/${name}`),
  list: () => fs.readdir(folder),
});

/** What is under a path. Symbolic links are followed. */
export async function lookAt(fs: FileSystem, path: string): Promise<Found> {
  try {
    const stats = await fs.stat(path);
    if (stats.isDirectory()) return { folder: path };
    // A pipe or a device may have no end.
    if (!stats.isFile()) return obstacle('a file', `a pipe, socket or device ('${path}')`, 'Put the file there.');
    return { name: `'${path}'`, length: stats.size, read: () => readWhole(fs, path) };
  } catch (error) {
    if ((error as SystemError).code !== 'ENOENT') return unreadable(error, path);
    const target = await fs.readlink(path).catch(() => undefined); // no link: nothing is there
    const remedy = 'Fetch what it points to (git annex get, dvc pull), or put the file itself there.';
    const got = `a symbolic link to '${target}', which is not there ('${path}')`;
    return target === undefined ? undefined : obstacle('a file', got, remedy);
  }
}

async function readWhole(fs: FileSystem, path: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await fs.readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    throw unreadable(error, path);
  }
}

function unreadable(error: unknown, path: string): InputError {
  const { message } = error as SystemError;
  const got = message.includes(path) ? message : `${message} ('${path}')`;
  return obstacle('files that can be read', got, remedyFor(error as SystemError, REPAIR));
}
