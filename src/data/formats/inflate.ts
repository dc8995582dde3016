/** Why a gzip file cannot be unpacked. Its message is what came instead, for an error. */
export class GzipError extends Error {}

/**
 * Unpacks a gzip file. `limitOf` says of its beginning how long the whole may be, and is undefined for another format:
 * then the beginning is returned, which shows what it is.
 *
 * @throws GzipError when it is damaged, cut short, followed by something else, or longer than its limit
 */
export type Inflate = (bytes: Uint8Array, limitOf: (head: Uint8Array) => number | undefined) => Promise<Uint8Array>;

/** How long a gzip file says in its last four bytes that it unpacks to. */
export function saidLength(bytes: Uint8Array): number {
  const [a, b, c, d] = bytes.subarray(-4);
  return a + 256 * (b + 256 * (c + 256 * d)) || 0;
}

/** What a gzip file is that holds more than its limit. */
export const TOO_LONG = 'a gzip file that unpacks to more';
