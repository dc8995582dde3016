import { type FileSystem, fileSystem, nodeModule } from '../../files/fileSystem.js';
import { readPath } from '../../files/readPath.js';
import { remedyFor, type SystemError } from '../../files/systemError.js';
import { InputError, refuse } from '../../input/checks.js';
import { badImage, LARGEST_FILE } from './decoding.js';
import { isHidden } from './hidden.js';
import type { ImageSource, Listing } from './imageSource.js';

const REPAIR = 'Look at it with ls -l, and fetch it again.';
/** What the system says of a file that is not there or not to be read, and not of the state of this process. */
const OF_THE_FILE = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

/** A folder in Node. */
export async function folderSource(path: string): Promise<ImageSource> {
  const root = readPath('source', path, 'folder').replace(/(?<=.)\/+$/, '');
  const fs = await fileSystem('source', 'In a page, pass the files of an input element instead.');
  const { isAbsolute } = await nodeModule<typeof import('node:path')>('node:path');
  const place = (inside: string) => (isAbsolute(inside) ? inside : inside === '' ? root : `${root}/${inside}`);
  return {
    name: root,
    list: (folder) => walk(fs, place(folder)),
    bytes: (file, signal) => bytesOf(fs, place(file), signal),
  };
}

async function walk(fs: FileSystem, top: string): Promise<Listing> {
  const listing: Listing = { files: [], empty: [] };
  /** Folders by where they really are, so that no link leads in a circle, and no image counts for two classes. */
  const seen = new Map<string, string>();
  const visit = async (folder: string): Promise<void> => {
    const path = folder === '' ? top : `${top}/${folder}`;
    const real = await fs.realpath(path);
    const before = seen.get(real);
    if (before !== undefined) {
      const got = `'${path}' and '${before === '' ? top : `${top}/${before}`}', which are one`;
      refuse('source', 'a folder in which no symbolic link leads to a folder of it', got, 'Remove the link.');
    }
    seen.set(real, folder);
    const entries = (await fs.readdir(path, { withFileTypes: true })).filter(({ name }) => !isHidden(name));
    if (entries.length === 0) listing.empty.push(folder);
    for (const entry of entries) {
      const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const target = entry.isSymbolicLink() ? await fs.stat(`${top}/${inside}`).catch(() => undefined) : entry;
      // A link that leads nowhere is a file that cannot be read: it is refused or skipped when it is its turn.
      if (target?.isDirectory()) await visit(inside);
      else if (!target || target.isFile()) listing.files.push(inside);
      else refuse('source', 'a folder of files', `a pipe, socket or device ('${top}/${inside}')`, 'Take it out.');
    }
  };
  try {
    await visit('');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as SystemError;
    if (code === 'ENOENT') refuse('source', 'a folder that is there', `'${top}'`, 'Pass the path of the folder.');
    refuse('source', 'a folder that can be read', message, remedyFor(error as SystemError, REPAIR));
  }
  return listing;
}

async function bytesOf(fs: FileSystem, path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const stats = await fs.stat(path);
    if (!stats.isFile()) badImage('files', `a folder, pipe or device in place of '${path}'`);
    if (stats.size > LARGEST_FILE) badImage(`files of at most ${LARGEST_FILE} bytes`, `${stats.size} in '${path}'`);
    return await fs.readFile(path, { signal });
  } catch (error) {
    const { code = '', message } = error as SystemError;
    if (OF_THE_FILE.includes(code)) {
      badImage('files that can be read', message, remedyFor(error as SystemError, 'Fetch it, or take it out.'));
    }
    throw error;
  }
}
