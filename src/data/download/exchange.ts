import type { FileSystem } from '../../files/fileSystem.js';
import { whatIs } from '../../input/whatIs.js';
import type { PublishedFile } from './dataSets.js';
import { type PartialFile, restartPartial } from './partialFile.js';
import { NothingCame, type Patience } from './patience.js';
import { Unserved } from './unserved.js';

/** The bytes that tell a web page from a file. */
const TOLD = 64;
const OTHER_ADDRESS = 'Pass another address as url.';
const LATER = 'Call this again later, or pass another address as url.';

/**
 * Asks for what is missing of a file, and writes it down as it comes.
 *
 * The server is asked for the rest only if what has come is still of the same file, as its ETag or its date says. A
 * server that cannot do so, or whose file has changed, sends the whole file, and it begins anew.
 *
 * @throws Unserved where the server does not give it
 */
export async function exchange(
  fs: FileSystem,
  address: string,
  file: PublishedFile,
  partial: PartialFile,
  patience: Patience,
  onBytes: () => unknown,
): Promise<void> {
  const response = await ask(address, partial, patience);
  const body = response.body?.getReader();
  const read = () => body?.read().catch((error) => Promise.reject(explained(error, patience)));
  try {
    // The file of the server has become shorter.
    if (response.status === 416 && partial.length > 0) return await restartPartial(fs, partial);
    if (response.status === 206 && partial.length > 0) {
      if (!continues(response, file, partial)) return await restartPartial(fs, partial);
    } else refuseStatus(response);
    const first = await read();
    if (response.status === 200) {
      refuseOther(response, file, first?.value);
      await restartPartial(fs, partial, validatorOf(response));
    }
    const handle = await fs.open(partial.body, 'a');
    try {
      for (let part = first; part && !part.done; part = await read()) {
        patience.came();
        if (partial.length + part.value.length > file.size) throw tooLong(response);
        await handle.appendFile(part.value);
        partial.length += part.value.length;
        await onBytes();
        patience.wait();
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (partial.length < file.size) throw tooShort(response, partial);
  } finally {
    body?.cancel().catch(() => {}); // the connection ends here, whatever happened
  }
}

async function ask(address: string, { length, validator }: PartialFile, patience: Patience): Promise<Response> {
  // Files that are compressed already come as they are.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (length > 0 && validator !== undefined) {
    headers.range = `bytes=${length}-`;
    headers['if-range'] = validator;
  }
  try {
    return await fetch(address, { headers, signal: patience.signal });
  } catch (error) {
    throw explained(error, patience);
  } finally {
    patience.wait();
  }
}

/** Whether a part is the one that was asked for, of the same file. */
function continues({ headers }: Response, { size }: PublishedFile, { length, validator }: PartialFile): boolean {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  const now = headers.get(validator?.startsWith('"') ? 'etag' : 'last-modified');
  const same = now === null || now === validator;
  return Number(from) === length && (total === '*' || Number(total) === size) && same && !isEncoded(headers);
}

/** What a server calls the state of a file, if that tells one state from any other. */
function validatorOf({ headers }: Response): string | undefined {
  if (isEncoded(headers)) return undefined; // its ranges would be those of the encoded bytes
  const etag = headers.get('etag');
  if (etag !== null) return etag.startsWith('"') ? etag : undefined; // a weak one may stand for several states
  return headers.get('last-modified') ?? undefined;
}

function isEncoded(headers: Headers): boolean {
  return (headers.get('content-encoding') ?? 'identity') !== 'identity';
}

function refuseStatus({ status, statusText }: Response): void {
  if (status === 200) return;
  const passing = status === 408 || status === 425 || status === 429 || status >= 500;
  throw new Unserved(`the answer ${status} ${statusText}`.trimEnd(), passing ? LATER : OTHER_ADDRESS);
}

/** Refuses an answer that cannot be the file, before anything that has come is given up for it. */
function refuseOther({ headers }: Response, { name, size }: PublishedFile, first: Uint8Array = new Uint8Array()): void {
  const kind = name.endsWith('.zip') ? 'zip' : 'gzip';
  const foreign = first.length >= TOLD ? whatIs(first) : undefined;
  if (foreign && foreign.kind !== kind && foreign.kind !== 'decoded') throw new Unserved(foreign.what, foreign.remedy);
  const length = headers.get('content-length');
  if (length === null || isEncoded(headers) || Number(length) === size) return;
  throw new Unserved(`a file of ${length} bytes`, OTHER_ADDRESS);
}

const encodedOf = (headers: Headers) =>
  isEncoded(headers) ? ` after the content-encoding ${headers.get('content-encoding')} was undone` : '';

const tooLong = ({ headers }: Response) =>
  new Unserved(`more bytes than that${encodedOf(headers)}`, OTHER_ADDRESS, { useless: true });

/** The end of an answer before the end of the file. A part may be followed by another one. */
const tooShort = ({ headers, status }: Response, { length }: PartialFile) =>
  new Unserved(
    `no more than ${length} bytes${encodedOf(headers)}`,
    OTHER_ADDRESS,
    status === 206 ? { broken: true } : { useless: true },
  );

/** What is known of an error on the way. */
function explained(error: unknown, { signal }: Patience): unknown {
  if (signal.aborted) {
    const { reason } = signal;
    return reason instanceof NothingCame ? new Unserved(reason.message, LATER, { broken: true }) : reason;
  }
  const remedy = "Look at the network and at its proxy, which Node's fetch does not use by itself.";
  return new Unserved(causeOf(error as Error), remedy, { broken: true });
}

/** The cause of what fetch throws, which itself says no more than that it failed. */
function causeOf({ message, cause }: Error): string {
  const errors: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const told = errors.map((each) => (each instanceof Error ? each.message : '')).filter(Boolean);
  return told.length > 0 ? `no answer (${told.join('; ')})` : `no answer (${message})`;
}
