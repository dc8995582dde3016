import { type FileSystem, nodeModule } from '../../files/fileSystem.js';
import type { PublishedFile } from './dataSets.js';
import { exchange } from './exchange.js';
import { freePartial, openPartial, type PartialFile, removePartial, removePartials } from './partialFile.js';
import { patience } from './patience.js';
import { Unserved, unservedError } from './unserved.js';

/** How far a download has come. */
export interface DownloadProgress {
  /** The name of the file. */
  readonly file: string;
  /** The number of its bytes that have come, those of earlier calls included. */
  readonly received: number;
  /** The number of its bytes. */
  readonly total: number;
}

/** How a file is fetched. */
export interface Fetching {
  /** Seconds that the server may send nothing. */
  timeout: number;
  signal?: AbortSignal;
  onProgress?: (progress: DownloadProgress) => unknown;
}

/** The connections that one call opens for a file. */
const CONNECTIONS = 5;

/**
 * Fetches a file to a path, where it appears whole, with the bytes that are published. It comes under another name,
 * goes on after a break where it was, and is renamed after its SHA-256 has been compared.
 *
 * Another process may fetch the same file to the same path. The later one finds it whole, or puts the same bytes there
 * once more.
 *
 * @param isThere Whether what the file is for is there, by whichever process.
 */
export async function fetchFile(
  fs: FileSystem,
  path: string,
  file: PublishedFile,
  address: string,
  fetching: Fetching,
  isThere: () => Promise<boolean>,
): Promise<void> {
  fetching.signal?.throwIfAborted();
  const partial = await openPartial(fs, path);
  try {
    await receive(fs, file, address, partial, fetching);
    await compare(file, partial);
    await fs.rename(partial.body, path);
  } catch (error) {
    // Another process that was faster has cleared up, too.
    if (fetching.signal?.aborted || !(await isThere())) {
      await giveUp(fs, error, partial, file, { from: address, to: path });
    }
  }
  await removePartials(fs, path);
}

/** Receives the bytes that are missing. A connection that breaks after it has brought some is followed by another. */
async function receive(
  fs: FileSystem,
  file: PublishedFile,
  address: string,
  partial: PartialFile,
  { timeout, signal, onProgress }: Fetching,
): Promise<void> {
  const tell = () => onProgress?.({ file: file.name, received: partial.length, total: file.size });
  await tell();
  for (let connection = 1; partial.length < file.size; connection++) {
    const before = partial.length;
    const patient = patience(timeout, signal);
    try {
      await exchange(fs, address, file, partial, patient, tell);
    } catch (error) {
      const goesOn = error instanceof Unserved && error.more.broken && partial.length > before;
      if (!goesOn || connection >= CONNECTIONS) throw error;
    } finally {
      patient.end();
    }
  }
}

/** Compares the bytes as they are on the disk with those that are published. */
async function compare({ sha256 }: PublishedFile, { body }: PartialFile): Promise<void> {
  const { createHash } = await nodeModule<typeof import('node:crypto')>('node:crypto');
  const { createReadStream } = await nodeModule<typeof import('node:fs')>('node:fs');
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(body)) hash.update(bytes);
  const got = hash.digest('hex');
  if (got === sha256) return;
  const remedy = `The published file has ${sha256}: call this again, or pass another address as url.`;
  throw new Unserved(`as many with the SHA-256 ${got}`, remedy, { useless: true });
}

/** Leaves what is of use to the next call, and throws the error of this one. */
async function giveUp(
  fs: FileSystem,
  error: unknown,
  partial: PartialFile,
  file: PublishedFile,
  way: { from: string; to: string },
): Promise<never> {
  const useless = error instanceof Unserved && error.more.useless === true;
  const kept = useless || partial.validator === undefined ? 0 : partial.length;
  if (kept === 0) await removePartial(fs, partial, useless);
  else await freePartial(fs, partial);
  throw error instanceof Unserved ? unservedError(error, file, { ...way, kept }) : error;
}
