import { readPath } from '../../files/readPath.js';
import { remedyFor, type SystemError } from '../../files/systemError.js';
import { asBytes } from '../../input/asBytes.js';
import { describe, InputError, refuse } from '../../input/checks.js';
import { isBlob } from '../../input/isBlob.js';
import { isPlainObject } from '../../input/options.js';
import { gunzip, LONGEST } from '../formats/gunzip.js';
import { heldBytes } from '../formats/sourceFile.js';
import { tarEntries } from '../formats/tar.js';
import { fileSystemOf } from './fileSystemOf.js';
import { folderPlace } from './folderPlace.js';
import { filesOfList, foundContent, givenPlace } from './givenPlace.js';
import type { Found, FoundFile, Place } from './place.js';

/** Opens what a reader is given as its source: see {@link FileSource}. `remedy` says what to pass in its place. */
export async function openSource(source: unknown, remedy: string): Promise<Place> {
  if (typeof source === 'string') return openPath(readPath('source', source, 'folder or archive'), remedy);
  if (asBytes(source) || isBlob(source)) {
    const { name } = source as Partial<File>;
    const file = await foundContent(source, typeof name === 'string' ? `'${name}'` : 'the bytes that were passed');
    return openArchive(file as FoundFile);
  }
  const isList = Array.isArray(source) || Object.prototype.toString.call(source) === '[object FileList]';
  if (!isList && !isPlainObject(source)) {
    const pass = source instanceof Promise ? 'Wait for it with await.' : remedy;
    refuse('source', 'the path of a folder or archive, an archive, or files by name', describe(source), pass);
  }
  const contents = isList ? filesOfList(source as ArrayLike<unknown>) : new Map(Object.entries(source as object));
  const files = new Map<string, Found>();
  for (const [name, content] of contents) {
    const found = await foundContent(content, `'${name}'`);
    if (!found) refuse(`source['${name}']`, 'bytes, a Blob or File, or a path', describe(content), remedy);
    files.set(name, found);
  }
  return givenPlace('the files that were passed', files);
}

async function openPath(path: string, remedy: string): Promise<Place> {
  const fs = await fileSystemOf();
  try {
    const stats = await fs.stat(path);
    if (stats.isDirectory()) return folderPlace(fs, path);
  } catch (error) {
    const { code = '', message } = error as SystemError;
    if (code === 'ENOENT') refuse('source', 'a folder or archive that is there', `'${path}'`, remedy);
    const repair = remedyFor(error as SystemError, 'Look at it with ls -l.');
    refuse('source', 'a folder or archive that can be read', message, repair);
  }
  const found = await foundContent(path, `'${path}'`);
  if (found instanceof InputError) throw found;
  return openArchive(found as FoundFile);
}

/** The files in a tar archive, gzipped or not. */
export async function openArchive(file: FoundFile): Promise<Place> {
  const bytes = heldBytes(await readFound(file), file.name);
  const unpacked = await gunzip(bytes, () => LONGEST);
  const files = new Map<string, Found>();
  for (const [name, entry] of tarEntries(unpacked)) {
    const path = `'${name}' in ${file.name}`;
    files.set(name, { name: path, length: entry.length, read: async () => entry });
  }
  return givenPlace(file.name, files);
}

/** Reads a file, unless it is too long to be one of those that are read here. */
export async function readFound(file: FoundFile): Promise<Uint8Array> {
  if (file.length > LONGEST) {
    const got = `${file.length} bytes in ${file.name}`;
    throw new InputError('source', `hold a file of at most ${LONGEST} bytes`, got, 'It is another file.');
  }
  return file.read();
}
