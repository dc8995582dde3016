import type { FileSystem } from '../files/fileSystem.js';
import { remedyFor, type SystemError } from '../files/systemError.js';
import { InputError, refuse } from '../input/checks.js';

/** A file of a folder. */
export interface Sought {
  /** The names that it has, the official one first. */
  names: readonly string[];
  /** What to do when it is not there. */
  remedy: string;
}

const REPAIR = 'Look at it with ls -l, and fetch it again.';
/** The number of entries of a folder that an error lists. */
const LISTED = 6;

/**
 * Finds the first file of a folder that has one of the names, or one of them with `.gz`, or lies within a folder of
 * such a name, since some programs unpack `name.gz` to `name/name`. Symbolic links are followed.
 *
 * @throws InputError for whatever is in the way, with its path.
 */
export async function findFile(
  fs: FileSystem,
  directory: string,
  { names, remedy }: Sought,
  longest: number,
): Promise<{ path: string; bytes: Uint8Array }> {
  await checkDirectory(fs, directory, remedy);
  const files = names.flatMap((name) => [name, `${name}.gz`]);
  const obstacles: InputError[] = [];
  const folders: string[] = [];
  const attempt = async (path: string): Promise<{ path: string; bytes: Uint8Array } | undefined> => {
    const got = await lookAt(fs, path);
    if (got === 'folder') folders.push(path);
    else if (got instanceof InputError) obstacles.push(got);
    else if (got !== undefined) {
      if (got <= longest) return { path, bytes: await readWhole(fs, path) };
      obstacles.push(
        obstacle(`a file of at most ${longest} bytes`, `${got} bytes in '${path}'`, 'It is another file.'),
      );
    }
    return undefined;
  };
  for (const file of files) {
    const found = await attempt(`${directory}/${file}`);
    if (found) return found;
  }
  for (const folder of [...folders]) {
    for (const file of files) {
      const found = await attempt(`${folder}/${file}`);
      if (found) return found;
    }
    const inside = 'Put the file itself in its place.';
    obstacles.push(obstacle(`the file ${names[0]}`, `a folder of that name without it ('${folder}')`, inside));
  }
  if (obstacles.length > 0) throw obstacles[0];
  const got = `none in '${directory}' (${await listing(fs, directory)})`;
  throw obstacle(`${names[0]} or ${names[0]}.gz`, got, remedy);
}

const obstacle = (expected: string, got: string, remedy: string) =>
  new InputError('directory', `hold ${expected}`, got, remedy);

async function checkDirectory(fs: FileSystem, directory: string, remedy: string): Promise<void> {
  try {
    if ((await fs.stat(directory)).isDirectory()) return;
  } catch (error) {
    const { code = '', message } = error as SystemError;
    if (code === 'ENOENT') refuse('directory', 'a folder that is there', `'${directory}'`, remedy);
    refuse('directory', 'a folder that can be read', message, remedyFor(error as SystemError, REPAIR));
  }
  refuse('directory', 'a folder', `the file '${directory}'`, remedy);
}

/** The length of a file, `'folder'`, undefined where nothing is, or the reason why it cannot be read. */
async function lookAt(fs: FileSystem, path: string): Promise<number | 'folder' | InputError | undefined> {
  try {
    const stats = await fs.stat(path);
    if (stats.isDirectory()) return 'folder';
    // A pipe or a device may have no end.
    return stats.isFile()
      ? stats.size
      : obstacle('a file', `a pipe, socket or device ('${path}')`, 'Put the file there.');
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

/** What is in a folder, in a few words. */
async function listing(fs: FileSystem, directory: string): Promise<string> {
  try {
    const entries = (await fs.readdir(directory)).sort();
    if (entries.length === 0) return 'it is empty';
    const rest = entries.length > LISTED ? `, and ${entries.length - LISTED} more` : '';
    return `it holds ${entries.slice(0, LISTED).join(', ')}${rest}`;
  } catch (error) {
    return (error as Error).message;
  }
}
