import { type FileSystem, fileSystem, nodeModule } from '../../files/fileSystem.js';
import { readPath } from '../../files/readPath.js';
import { remedyFor, type SystemError } from '../../files/systemError.js';
import { describe, refuse } from '../../input/checks.js';
import { abortSignal, boolean, callback, integer, oneOf, type Read, readOptions } from '../../input/options.js';
import { publicCall } from '../../input/publicCall.js';
import { cacheFolder } from './cacheFolder.js';
import { DATA_SETS, type PublishedSet } from './dataSets.js';
import type { DownloadProgress } from './fetchFile.js';
import { inCache } from './inCache.js';

/** The data sets that {@link dataFolder} finds. CIFAR-FS is made of CIFAR-100. */
export type DataSetName =
  | 'mnist'
  | 'fashion-mnist'
  | 'emnist'
  | 'cifar-10'
  | 'cifar-100'
  | 'cifar-fs'
  | 'mini-imagenet';

/** Options of {@link dataFolder}. */
export interface DataFolderOptions {
  /** The path of the data, if the user has them: it is the result, and nothing is fetched. */
  data?: string;
  /** The folder that is used in place of the cache folder. */
  cache?: string;
  /** The address of a folder with the same files, which is used in place of the official one. */
  url?: string;
  /** Whether files that are missing are fetched. The default is true; with false they are refused. */
  download?: boolean;
  /** Seconds that the server may send nothing before the download ends with an error. The default is 30. */
  timeout?: number;
  /** A signal that ends a download. What has come is kept. */
  signal?: AbortSignal;
  /** A function that is called, and awaited, as the bytes of a file come. */
  onProgress?: (progress: DownloadProgress) => unknown;
}

const NAMES = ['mnist', 'fashion-mnist', 'emnist', 'cifar-10', 'cifar-100', 'cifar-fs', 'mini-imagenet'] as const;
const WITHOUT_FILES = 'Fetch the files there, and pass their bytes to the parse functions of geocollapse/data.';

/**
 * Finds the files of a data set, and fetches them once if they are nowhere, so that a program needs no instructions for
 * its data. It is called around the argument of a reader, in Node.
 *
 * The path that the user names as `data` comes first, then the cache folder, then a download from the official address
 * into the cache folder. That folder is `$XDG_CACHE_HOME/geocollapse` if the variable is set, else
 * `~/.cache/geocollapse`, on macOS `~/Library/Caches/geocollapse`, on Windows `%LOCALAPPDATA%\geocollapse\Cache`.
 *
 * @remarks A file appears under its name when it is whole and its SHA-256 is the published one. A download that broke
 * off, or was killed, goes on where it was. A file is never longer than the published one. Two processes may fetch the
 * same file at once.
 *
 * @param name The data set. `'cifar-fs'` is CIFAR-100. The images of `'mini-imagenet'` may not be passed on, so they
 * are never fetched, and `data` has to be given.
 * @returns The folder that the reader of the set takes, or `data`.
 * @throws InputError when `data` is not there, a file in the cache is damaged, the cache cannot be written to, or the
 * server does not give the published file; and the reason of the signal after an abort.
 * @example
 * const { train, test } = await readMnist(await dataFolder('mnist', { data: 'data/mnist' }));
 * train.labels.length; // 60000
 */
export async function dataFolder(name: DataSetName, options: DataFolderOptions = {}): Promise<string> {
  return publicCall('dataFolder', async () => {
    const chosen = oneOf(...NAMES)('name', name);
    const given = readOptions(options, {
      data: folder,
      cache: folder,
      url: address,
      download: boolean,
      timeout: integer(1, 300),
      signal: abortSignal,
      onProgress: callback<NonNullable<DataFolderOptions['onProgress']>>(),
    });
    const fs = await fileSystem('name', WITHOUT_FILES);
    if (given.data !== undefined) return whatIsThere(fs, given.data);
    if (chosen === 'mini-imagenet') {
      const remedy = 'Its images are those of ImageNet: ask image-net.org for them, and pass their folder as data.';
      refuse('data', 'given for mini-ImageNet, which no one may pass on', 'undefined', remedy);
    }
    const key = chosen === 'cifar-fs' ? 'cifar-100' : chosen;
    const { url, download = true, timeout = 30, signal, onProgress } = given;
    const cache = given.cache ?? (await cacheOfThisMachine());
    const set: PublishedSet = DATA_SETS[key];
    const fetching = download && { timeout, signal, onProgress };
    return inCache(fs, set, { folder: `${cache}/${key}`, address: url ?? set.address, fetching });
  });
}

async function whatIsThere(fs: FileSystem, path: string): Promise<string> {
  try {
    await fs.stat(path);
    return path;
  } catch (error) {
    const remedy = remedyFor(
      error as SystemError,
      'Pass the folder of the files, or leave it out to have them fetched.',
    );
    return refuse('data', 'a path that is there', (error as Error).message, remedy);
  }
}

async function cacheOfThisMachine(): Promise<string> {
  const { homedir } = await nodeModule<typeof import('node:os')>('node:os');
  const path = await nodeModule<typeof import('node:path')>('node:path');
  return cacheFolder({ platform: process.platform, env: process.env, homedir, path });
}

const folder: Read<string> = (argument, value) => readPath(argument, value, 'folder');

/** The address of a folder, with a slash at its end. */
const address: Read<string> = (argument, value) => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const remedy = `Pass, say, ${argument}: 'https://data.example.org/mnist/'.`;
  if (!url || !/^https?:$/.test(url.protocol)) return refuse(argument, 'an http(s) address', describe(value), remedy);
  const more = url.username || url.password ? 'one with a password' : url.search || url.hash ? 'one with ? or #' : '';
  if (more) refuse(argument, 'the address of a folder, and no more', more, remedy);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
};
