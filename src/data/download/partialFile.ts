import { type FileSystem, nodeModule } from '../../files/fileSystem.js';
import type { SystemError } from '../../files/systemError.js';
import { UNFINISHED } from '../../files/writeWhole.js';

/** A file as far as it has come. */
export interface PartialFile {
  /** The path of what has come. */
  readonly body: string;
  /** The number of bytes that have come. */
  length: number;
  /** What the server calls the state of the file that they are of: bytes of two states are never put together. */
  validator: string | undefined;
  /** The folder that its first bytes were copied from. */
  from?: string;
}

/** Milliseconds after which nobody writes to a file any more. */
const QUIET = 600_000;
const FULL = ['ENOSPC', 'EDQUOT'];

/**
 * Opens a file that is to come to a path. It has a folder of its own beside that path, with the bytes in one file and
 * the validator in another.
 *
 * What an earlier process left is copied there, and not taken over, because that process may be at work still: of two
 * at once each then has a file that nobody else writes to. What was left is removed once it is old, or the file whole.
 */
export async function openPartial(fs: FileSystem, path: string): Promise<PartialFile> {
  const { randomUUID } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const folder = `${path}.${randomUUID()}${UNFINISHED}`;
  const body = `${folder}/body`;
  const left = await partialsOf(fs, path);
  await fs.mkdir(folder, { recursive: true });
  const partial: PartialFile = { body, length: 0, validator: undefined };
  try {
    for (const each of left) {
      if (partial.length === 0) await takeOver(fs, each.folder, partial);
      if (Date.now() - each.changed > QUIET) await remove(fs, each.folder);
    }
  } catch (error) {
    await remove(fs, folder);
    throw error;
  }
  return partial;
}

/** Begins a file anew, of the state that the server calls so. */
export async function restartPartial(fs: FileSystem, partial: PartialFile, validator?: string): Promise<void> {
  partial.length = 0;
  partial.validator = undefined;
  const named = `${partial.body}.validator`;
  // At no time do the bytes of one state lie beside the validator of another.
  await fs.rm(named, { force: true });
  await fs.writeFile(partial.body, '');
  if (validator !== undefined) await fs.writeFile(named, validator);
  partial.validator = validator;
}

/** Removes one that is of no use, and with `source` what it was copied from. */
export async function removePartial(fs: FileSystem, { body, from }: PartialFile, source: boolean): Promise<void> {
  await remove(fs, body.slice(0, body.lastIndexOf('/')));
  if (source && from) await remove(fs, from);
}

/** Removes all that is left beside a file that is whole. */
export async function removePartials(fs: FileSystem, path: string): Promise<void> {
  for (const { folder } of await partialsOf(fs, path)) await remove(fs, folder);
}

async function takeOver(fs: FileSystem, from: string, partial: PartialFile): Promise<void> {
  try {
    const validator = await fs.readFile(`${from}/body.validator`, 'utf8');
    if (validator === '') return; // of a process that was killed while it wrote it
    await fs.copyFile(`${from}/body`, partial.body, fs.constants.COPYFILE_FICLONE);
    await fs.writeFile(`${partial.body}.validator`, validator);
    // Its process may have begun anew while the bytes were copied.
    if ((await fs.readFile(`${from}/body.validator`, 'utf8')) !== validator) throw new Error('another state');
    partial.length = (await fs.stat(partial.body)).size;
    partial.validator = validator;
    partial.from = from;
  } catch (error) {
    if (FULL.includes((error as SystemError).code ?? '')) throw error; // what is left is worth some room
    await restartPartial(fs, partial); // without a copy all bytes come once more, and nothing else is lost
  }
}

/** What is left beside a path, the longest first. */
async function partialsOf(fs: FileSystem, path: string): Promise<{ folder: string; size: number; changed: number }[]> {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const [directory, name] = [path.slice(0, slash), path.slice(slash + 1)];
  const entries = await fs.readdir(directory).catch(() => []);
  const left: { folder: string; size: number; changed: number }[] = [];
  for (const entry of entries) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith(UNFINISHED)) continue;
    const folder = `${directory}/${entry}`;
    const stats = await fs.stat(`${folder}/body`).catch(() => fs.stat(folder).catch(() => undefined));
    if (stats) left.push({ folder, size: stats.isFile() ? stats.size : 0, changed: stats.mtimeMs });
  }
  return left.sort((a, b) => b.size - a.size);
}

/** Removes a folder. What cannot be removed does no harm. */
async function remove(fs: FileSystem, folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true }).catch(() => {});
}
