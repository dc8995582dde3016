import { asBytes } from '../../input/asBytes.js';
import { describe, InputError, refuse } from '../../input/checks.js';

/** A file to be read, and how it is refused. Errors are then the same for bytes and for files of a source. */
export interface SourceFile {
  bytes: Uint8Array;
  /** Throws an error which says that the file must be `expected`, what it is, and what to do. */
  refuseFile: (expected: string, got: string, remedy: string) => never;
}

/** Bytes that the user passes to a parser, wherever they come from. `name` is the user's name for them. */
export function givenBytes(given: unknown, name: unknown): SourceFile {
  const bytes = asBytes(given);
  if (!bytes) {
    const remedy = 'Pass what await readFile(path) or await response.arrayBuffer() gives.';
    refuse('bytes', 'the bytes of a file (a Uint8Array or an ArrayBuffer)', describe(given), remedy);
  }
  if (name !== undefined && typeof name !== 'string') {
    refuse('name', 'a string', describe(name), 'Pass the name of the file, or leave it out.');
  }
  const refuseFile = (expected: string, got: string, remedy: string): never =>
    refuse('bytes', expected, name ? `${got} in ${name}` : got, remedy);
  return { bytes, refuseFile };
}

/** The bytes of a file that a source holds. `name` says which, as errors show it. */
export function heldBytes(bytes: Uint8Array, name: string): SourceFile {
  const refuseFile = (expected: string, got: string, remedy: string): never => {
    throw new InputError('source', `hold ${expected}`, `${got} in ${name}`, remedy);
  };
  return { bytes, refuseFile };
}
