import { InputError } from '../../input/checks.js';

/** A file that is there. */
export interface FoundFile {
  /** Its name as errors show it. */
  name: string;
  /** The number of its bytes. */
  length: number;
  read: () => Promise<Uint8Array>;
}

/** What is under a name: a file, a folder by its path, what is in the way, or nothing. */
export type Found = FoundFile | { folder: string } | InputError | undefined;

/** Where files have names: a folder, an archive, or what the user passes. */
export interface Place {
  /** How errors show it. */
  name: string;
  look: (name: string) => Promise<Found>;
  /** The names that it holds, for errors. */
  list: () => Promise<string[]>;
}

/** What is in the way of a file, as an error of the argument `source`. */
export const obstacle = (expected: string, got: string, remedy: string): InputError =>
  new InputError('source', `hold ${expected}`, got, remedy);
