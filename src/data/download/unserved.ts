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

/** The error of a file that did not come. */
export function unservedError(
  { got, remedy }: Unserved,
  { name, size }: PublishedFile,
  address: string,
  kept: number,
): InputError {
  const rest = kept > 0 ? ` The ${kept} bytes that came are kept, and the next call goes on from there.` : '';
  return new InputError('url', `lead to ${name} of ${size} bytes`, `${got} from ${address}`, `${remedy}${rest}`);
}
