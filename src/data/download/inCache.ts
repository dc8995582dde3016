import { type FileSystem, nodeModule } from '../../files/fileSystem.js';
import { remedyFor, type SystemError } from '../../files/systemError.js';
import { UNFINISHED } from '../../files/writeWhole.js';
import { InputError, refuse } from '../../input/checks.js';
import type { PublishedFile, PublishedSet } from './dataSets.js';
import { type Fetching, fetchFile } from './fetchFile.js';
import { removePartials } from './partialFile.js';
import { unpackZip } from './unpackZip.js';

/** The folder of a set in the cache, and where its files come from. */
export interface Place {
  folder: string;
  /** The address in front of the names of the files. */
  address: string;
  /** How files that are missing are fetched, or false if they are not. */
  fetching: Fetching | false;
}

/**
 * Finds a set in the cache, and fetches the files that are missing.
 *
 * @returns The folder that the reader of the set takes.
 */
export async function inCache(fs: FileSystem, { files, zip }: PublishedSet, place: Place): Promise<string> {
  const { folder } = place;
  try {
    if (zip) return await unpacked(fs, files[0], place);
    for (const file of files) {
      const path = `${folder}/${file.name}`;
      await fetchMissing(fs, file, place, () => isWhole(fs, path, file));
    }
    return folder;
  } catch (error) {
    const { message, syscall } = error as SystemError & { syscall?: string };
    if (error instanceof InputError || syscall === undefined) throw error;
    const remedy = remedyFor(error as SystemError, 'Pass another folder as cache.');
    const got = message.includes(folder) ? message : `${message} (in '${folder}')`;
    return refuse('cache', 'a folder that can be read and written to', got, remedy);
  }
}

/**
 * The folder that an archive unpacks to. It is unpacked under another name, so that the folder appears whole, and
 * removed then, since what is in it is as large.
 */
async function unpacked(fs: FileSystem, file: PublishedFile, place: Place): Promise<string> {
  const { randomUUID } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const archive = `${place.folder}/${file.name}`;
  const folder = archive.slice(0, archive.lastIndexOf('.'));
  const isThere = async () => (await fs.stat(folder).catch(() => undefined))?.isDirectory() === true;
  await fetchMissing(fs, file, place, async () => (await isThere()) || isWhole(fs, archive, file));
  const unfinished = `${folder}.${randomUUID()}${UNFINISHED}`;
  try {
    if (!(await isThere())) {
      await fs.mkdir(unfinished);
      await unpackZip(fs, archive, unfinished, (place.fetching || undefined)?.signal);
      await fs.rename(unfinished, folder);
    }
  } catch (error) {
    if (!(await isThere())) throw damaged(error, archive); // else another process was faster
  } finally {
    await fs.rm(unfinished, { recursive: true, force: true }).catch(() => {});
  }
  await fs.rm(archive, { force: true }).catch(() => {});
  await removePartials(fs, folder);
  return folder;
}

/** What an archive is refused with that does not unpack. Errors of the disk and aborts stay what they are. */
function damaged(error: unknown, archive: string): unknown {
  const { message, syscall, code } = error as SystemError & { syscall?: string };
  if (syscall !== undefined || code === 'ABORT_ERR') return error;
  const got = `${message} of '${archive}'`;
  return new InputError('cache', 'hold an archive that can be unpacked', got, 'Remove it, and call this again.');
}

/** Fetches a file into the cache, if it is not there. */
async function fetchMissing(
  fs: FileSystem,
  file: PublishedFile,
  { folder, address, fetching }: Place,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const path = `${folder}/${file.name}`;
  if (await isThere()) return removePartials(fs, path); // of a process that was killed before it could
  const stats = await fs.stat(path).catch(() => undefined);
  if (stats) {
    const got = stats.isFile() ? `${stats.size} bytes` : 'a folder';
    const remedy = 'Remove it, and call this again.';
    throw new InputError('cache', `hold the ${file.size} bytes of ${file.name}`, `${got} at '${path}'`, remedy);
  }
  const from = `${address}${file.name}`;
  if (!fetching) {
    const remedy = `Leave download: false out, or put ${from} there.`;
    throw new InputError('cache', `hold ${file.name}`, `none in '${folder}'`, remedy);
  }
  await fs.mkdir(folder, { recursive: true });
  await fetchFile(fs, path, file, from, fetching, isThere);
}

/** Whether a file is there and as long as it should be: under its own name it was never anything but whole. */
async function isWhole(fs: FileSystem, path: string, { size }: PublishedFile): Promise<boolean> {
  const stats = await fs.stat(path).catch(() => undefined);
  return stats?.isFile() === true && stats.size === size;
}
