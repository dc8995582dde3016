import { type FileSystem, nodeModule } from './fileSystem.js';

/** How names end that a file has while it is written. */
export const UNFINISHED = '.unfinished';

/**
 * Writes a file under another name and renames it, so that under its own name there is only ever a whole file. The
 * other name is nobody else's: of two writers of one file each writes a whole one, and the later one stays.
 */
export async function writeWhole(fs: FileSystem, path: string, content: string | Uint8Array): Promise<void> {
  const { randomUUID } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  try {
    await fs.writeFile(unfinished, content, { flush: true }); // on the disk before it has its name
    await fs.rename(unfinished, path);
  } catch (error) {
    await fs.rm(unfinished, { force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}
