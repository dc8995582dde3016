import { InputError } from '../input/checks.js';

/** The file system of Node. */
export type FileSystem = typeof import('node:fs/promises');

/**
 * A module of Node, loaded where it is first needed. Its name is not literal at the import, because bundlers for the
 * browser would trip over a module that is never reached there.
 */
export function nodeModule<T>(name: `node:${string}`): Promise<T> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

/** The file system; refuses the argument that names a path where there are no files, as in a browser. */
export async function fileSystem(argument: string, remedy: string): Promise<FileSystem> {
  try {
    return await nodeModule<FileSystem>('node:fs/promises');
  } catch (error) {
    throw new InputError(argument, 'be used where there are files (Node)', (error as Error).message, remedy);
  }
}
