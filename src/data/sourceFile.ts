import { asBytes } from '../input/asBytes.js';
import { describe, InputError, refuse } from '../input/checks.js';

/** A file to be read, and how it is refused. Errors are then the same for bytes and for files of a folder. */
export interface SourceFile {
  bytes: Uint8Array;
  /** Throws an error which says that the file must be `expected`, what it is, and what to do. */
  refuseFile: (expected: string, got: string, remedy: string) => never;
}

/** Bytes that the user passes, wherever they come from. `source` is the user's name for them. */
export function givenBytes(given: unknown, source: unknown): SourceFile {
  const bytes = asBytes(given);
  if (!bytes) {
    const remedy = 'Pass what await readFile(path) or await response.arrayBuffer() gives.';
    refuse('bytes', 'the bytes of a file (a Uint8Array or an ArrayBuffer)', describe(given), remedy);
  }
  if (source !== undefined && typeof source !== 'string') {
    refuse('source', 'a string', describe(source), 'Pass the name of the file, or leave it out.');
  }
  const refuseFile = (expected: string, got: string, remedy: string): never =>
    refuse('bytes', expected, source ? `${got} in ${source}` : got, remedy);
  return { bytes, refuseFile };
}

/** The bytes of a file that was found in a folder. */
export function foundBytes(bytes: Uint8Array, path: string): SourceFile {
  const refuseFile = (expected: string, got: string, remedy: string): never => {
    throw new InputError('directory', `hold ${expected}`, `${got} in '${path}'`, remedy);
  };
  return { bytes, refuseFile };
}
