import { type FileSystem, nodeModule } from '../../files/fileSystem.js';
import type { SystemError } from '../../files/systemError.js';
import { UNFINISHED } from '../../files/writeWhole.js';
import { FREE, type Left, leftOf, remove } from './leftFiles.js';
import { ownName } from './owner.js';

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
 * What an earlier call left is taken over if that call is known to have ended. Otherwise it is copied, because the call
 * may be at work still: of two at once each then has a file that nobody else writes to. What was copied is removed once
 * it is old, or the file whole.
 */
export async function openPartial(fs: FileSystem, path: string): Promise<PartialFile> {
  const { randomUUID } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const folder = `${path}.${await ownName()}.${randomUUID()}${UNFINISHED}`;
  const partial: PartialFile = { body: `${folder}/body`, length: 0, validator: undefined };
  const left = await leftOf(fs, path);
  try {
    for (const each of left) {
      if (partial.length === 0) await (each.free ? takeOver(fs, each, partial) : copy(fs, each, partial));
      if (each.free || Date.now() - each.changed > QUIET) await remove(fs, each.folder);
    }
    await fs.mkdir(folder, { recursive: true });
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

/** Leaves one to the next call. */
export async function freePartial(fs: FileSystem, partial: PartialFile): Promise<void> {
  const folder = folderOf(partial);
  await fs.rename(folder, `${folder.slice(0, -UNFINISHED.length)}${FREE}`).catch(() => {}); // else it is copied
}

/** Removes one that is of no use, and with `source` what it was copied from. */
export async function removePartial(fs: FileSystem, partial: PartialFile, source: boolean): Promise<void> {
  await remove(fs, folderOf(partial));
  if (source && partial.from) await remove(fs, partial.from);
}

/** Removes all that is left beside a file that is whole. */
export async function removePartials(fs: FileSystem, path: string): Promise<void> {
  for (const { folder } of await leftOf(fs, path)) await remove(fs, folder);
}

const folderOf = ({ body }: PartialFile) => body.slice(0, body.lastIndexOf('/'));

/** Takes over what a call left that has ended. Of two that try, one succeeds. */
async function takeOver(fs: FileSystem, { folder }: Left, partial: PartialFile): Promise<void> {
  const own = folderOf(partial);
  try {
    await fs.rename(folder, own);
    partial.validator = (await fs.readFile(`${partial.body}.validator`, 'utf8')) || undefined;
    if (partial.validator) partial.length = (await fs.stat(partial.body)).size;
  } catch {
    partial.validator = undefined; // all bytes come once more, and nothing else is lost
  }
  if (partial.length === 0) await remove(fs, own);
}

/** Copies what a process left that may be at work still, such as one of another machine. */
async function copy(fs: FileSystem, { folder }: Left, partial: PartialFile): Promise<void> {
  const own = folderOf(partial);
  try {
    const validator = await fs.readFile(`${folder}/body.validator`, 'utf8');
    if (validator === '') return; // it was killed while it wrote that
    await fs.mkdir(own);
    await fs.copyFile(`${folder}/body`, partial.body, fs.constants.COPYFILE_FICLONE);
    await fs.writeFile(`${partial.body}.validator`, validator);
    // Its process may have begun anew while the bytes were copied.
    if ((await fs.readFile(`${folder}/body.validator`, 'utf8')) !== validator) throw new Error('another state');
    const length = (await fs.stat(partial.body)).size;
    Object.assign(partial, { validator, length, from: folder });
  } catch (error) {
    if (FULL.includes((error as SystemError).code ?? '')) throw error; // what is left is worth some room
    await remove(fs, own);
  }
}
