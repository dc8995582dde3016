import { InputError } from '../../input/checks.js';
import type { PublishedFile } from './dataSets.js';

/** Why a server did not give a file. */
export class Unserved extends Error {
  constructor(
    /** What it gave in place of it. */
    readonly got: string,
    /** What to do. */
    readonly remedy: string,
    readonly more: {
      /** Whether the connection broke: the rest may come over the next one. */
      broken?: boolean;
      /** Whether what has come is of no use. */
      useless?: boolean;
    } = {},
  ) {
    super(got);
  }
}

/** The error of a file that did not come from an address to a path. `kept` bytes of it did. */
export function unservedError(
  { got, remedy, more }: Unserved,
  { name, size }: PublishedFile,
  { from, to, kept }: { from: string; to: string; kept: number },
): InputError {
  const rest = kept > 0 ? ` The ${kept} bytes that came are kept, and the next call goes on from there.` : '';
  const otherwise = more.broken ? ` Or put the file at '${to}' by other means.` : '';
  return new InputError('url', `lead to ${name} of ${size} bytes`, `${got} from ${from}`, remedy + otherwise + rest);
}
