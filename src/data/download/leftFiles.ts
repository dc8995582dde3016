import type { FileSystem } from '../../files/fileSystem.js';
import { UNFINISHED } from '../../files/writeWhole.js';
import { ownerHasEnded } from './owner.js';

/** What is left of an earlier call. */
export interface Left {
  folder: string;
  size: number;
  /** Whether that call has ended. */
  free: boolean;
  /** When it changed, in milliseconds since 1970. */
  changed: number;
}

/** How the name of its folder ends, if that call has ended without the file. */
export const FREE = `.free${UNFINISHED}`;
/** Milliseconds of rest before a process counts as ended: containers may share a name, and not see each other. */
const PAUSE = 1000;

/** What is left beside a path, the longest first. */
export async function leftOf(fs: FileSystem, path: string): Promise<Left[]> {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const [directory, name] = [path.slice(0, slash), path.slice(slash + 1)];
  const left: Left[] = [];
  for (const entry of await fs.readdir(directory).catch(() => [])) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith(UNFINISHED)) continue;
    const folder = `${directory}/${entry}`;
    const stats = await fs.stat(`${folder}/body`).catch(() => fs.stat(folder).catch(() => undefined));
    if (!stats) continue;
    const changed = stats.mtimeMs;
    const free = entry.endsWith(FREE) || (Date.now() - changed > PAUSE && (await ownerHasEnded(entry)));
    left.push({ folder, size: stats.isFile() ? stats.size : 0, free, changed });
  }
  return left.sort((a, b) => b.size - a.size || Number(b.free) - Number(a.free));
}

/** Removes a folder. What cannot be removed does no harm. */
export async function remove(fs: FileSystem, folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true }).catch(() => {});
}
