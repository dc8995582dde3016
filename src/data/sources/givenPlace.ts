import { asBytes } from '../../input/asBytes.js';
import { describe, refuse } from '../../input/checks.js';
import { isBlob } from '../../input/isBlob.js';
import { fileSystemOf } from './fileSystemOf.js';
import { lookAt } from './folderPlace.js';
import { type Found, type FoundFile, obstacle, type Place } from './place.js';

/**
 * Files that are given by name. A name may have folders in front, as in an archive, and then its end is what counts.
 *
 * @param name How errors show the whole.
 * @param nameOf How errors show a file.
 */
export function givenPlace(name: string, files: ReadonlyMap<string, Found>, nameOf = (file: string) => file): Place {
  return {
    name,
    look: async (wanted) => {
      const named = [...files].filter(([path]) => `/${path.replaceAll('\\', '/')}`.endsWith(`/${wanted}`));
      if (named.length < 2) return named[0]?.[1];
      const [first, second] = named.map(([path]) => nameOf(path));
      return obstacle(`one file ${wanted}`, `${first} and ${second} in ${name}`, 'Pass those of one set.');
    },
    list: async () => [...files.keys()],
  };
}

/** What the user passes as one file; undefined where it is no such thing. */
export async function foundContent(value: unknown, name: string): Promise<Found> {
  if (typeof value === 'string') {
    const found = await lookAt(await fileSystemOf(), value);
    return found ?? obstacle(`the file of ${name}`, `nothing at '${value}'`, 'Look at its path.');
  }
  const bytes = asBytes(value);
  if (bytes) return { name, length: bytes.length, read: async () => bytes };
  return isBlob(value) ? blobFile(value, name) : undefined;
}

function blobFile(blob: Blob, name: string): FoundFile {
  const read = async () => {
    try {
      return new Uint8Array(await blob.arrayBuffer());
    } catch (error) {
      throw obstacle('files that can be read', `${(error as Error).message} (${name})`, 'Choose the file again.');
    }
  };
  return { name, length: blob.size, read };
}

/** The files of an array or FileList. */
export function filesOfList(list: ArrayLike<unknown>): Map<string, unknown> {
  const files = new Map<string, unknown>();
  for (let i = 0; i < list.length; i++) {
    const file = list[i] as Partial<File> | null;
    const remedy = 'Pass Files, which have names, or an object with what is in each file under its name.';
    if (!isBlob(file) || typeof (file as File).name !== 'string') {
      refuse(`source[${i}]`, 'a File', describe(file), remedy);
    }
    const { name, webkitRelativePath: path } = file as File;
    if (files.has(path || name)) refuse(`source[${i}]`, 'of another name', `'${path || name}' again`, remedy);
    files.set(path || name, file);
  }
  return files;
}
