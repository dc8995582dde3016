import { InputError } from '../../input/checks.js';
import { gunzip, type LengthOf } from '../formats/gunzip.js';
import { heldBytes, type SourceFile } from '../formats/sourceFile.js';
import { openArchive, openSource, readFound } from './openSource.js';
import { type Found, obstacle, type Place } from './place.js';

/** The number of names that an error lists. */
const LISTED = 6;

/** What a reader knows of all of its files. */
export interface SetOfFiles {
  /** The folder that the official archive unpacks to. It may be within a folder that is passed. */
  folder?: string;
  /** The name of the official archive without its ending. It may be among the files. */
  archive?: string;
  /** What to do when a file is not there. */
  remedy: string;
}

/** A source that is open. */
export interface OpenSource {
  /** Finds a file under one of its names, the official one first, unpacks it, and refuses the source without it. */
  file: (names: readonly string[], length: LengthOf) => Promise<SourceFile>;
  /** Does the same for a file that the set can do without. */
  optional: (names: readonly string[], length: LengthOf) => Promise<SourceFile | undefined>;
}

/** Opens the source of a reader. */
export async function openFiles(source: unknown, set: SetOfFiles): Promise<OpenSource> {
  const place = await openSource(source, set.remedy);
  let archive: Promise<Place | undefined> | undefined;
  const find = async (names: readonly string[], length: LengthOf): Promise<SourceFile | InputError | undefined> => {
    const found = await findIn(place, set, names);
    if (found instanceof InputError) return found;
    if (found) return gunzip(found, length);
    archive ??= archiveIn(place, set);
    const opened = await archive;
    const within = opened && (await findIn(opened, set, names));
    return within && !(within instanceof InputError) ? gunzip(within, length) : within;
  };
  return {
    file: async (names, length) => {
      const found = await find(names, length);
      if (found instanceof InputError) throw found;
      if (found) return found;
      const where = (await archive) ?? place;
      const got = `none in ${where.name} (${await listing(where)})`;
      throw obstacle(`${names[0]} or ${names[0]}.gz`, got, set.remedy);
    },
    optional: async (names, length) => {
      const found = await find(names, length);
      if (found instanceof InputError) throw found;
      return found;
    },
  };
}

/** The archive of the set among the files of a place, or the only file, if that is an archive. */
async function archiveIn(place: Place, { archive }: SetOfFiles): Promise<Place | undefined> {
  const names = await place.list().catch(() => []);
  const only = names.length === 1 && /\.(tar|tar\.gz|tgz)$/.test(names[0]) ? names : [];
  const official = archive ? [`${archive}.tar.gz`, `${archive}.tgz`, `${archive}.tar`] : [];
  for (const name of [...official, ...only]) {
    const found = await place.look(name);
    if (found && 'read' in found) return openArchive(found);
  }
  return undefined;
}

/**
 * The first file of a place that has one of the names, or one of them with `.gz`, or lies within a folder of such a
 * name, since some programs unpack `name.gz` to `name/name`, or within the folder of the set. An error says what is in
 * the way.
 */
async function findIn(
  place: Place,
  { folder }: SetOfFiles,
  names: readonly string[],
): Promise<SourceFile | InputError | undefined> {
  const files = names.flatMap((name) => [name, `${name}.gz`]);
  const obstacles: InputError[] = [];
  const folders: string[] = [];
  const attempt = async (name: string): Promise<SourceFile | undefined> => {
    const found: Found = await place.look(name);
    if (found instanceof InputError) obstacles.push(found);
    else if (found && 'folder' in found) folders.push(name);
    else if (found) return heldBytes(await readFound(found), found.name);
    return undefined;
  };
  for (const name of files) {
    const found = await attempt(name);
    if (found) return found;
  }
  const ownFolders = [...folders];
  for (const within of folder ? [...ownFolders, folder] : ownFolders) {
    for (const name of files) {
      const found = await attempt(`${within}/${name}`);
      if (found) return found;
    }
  }
  for (const own of ownFolders) {
    const got = `a folder of that name without it ('${own}' in ${place.name})`;
    obstacles.push(obstacle(`the file ${names[0]}`, got, 'Put the file itself in its place.'));
  }
  return obstacles[0];
}

/** What is in a place, in a few words. */
async function listing(place: Place): Promise<string> {
  try {
    const entries = (await place.list()).sort();
    if (entries.length === 0) return 'it is empty';
    const rest = entries.length > LISTED ? `, and ${entries.length - LISTED} more` : '';
    return `it holds ${entries.slice(0, LISTED).join(', ')}${rest}`;
  } catch (error) {
    return (error as Error).message;
  }
}
