import { InputError } from '../internal/checks.js';

/** The bytes of a file of a folder, or of its gzipped form `<name>.gz` (Node only); `where` and `remedy` are for errors. */
export async function readFile(where: string, directory: string, name: string, remedy: string): Promise<Uint8Array> {
  // Not literal: bundlers for the browser would trip over node: modules that are never reached there.
  const load = <T>(module: string): Promise<T> => import(/* @vite-ignore */ /* webpackIgnore: true */ module);
  const { readFile: read } = await load<typeof import('node:fs/promises')>('node:fs/promises');
  const { gunzipSync } = await load<typeof import('node:zlib')>('node:zlib');
  for (const [ending, decode] of [
    ['', (bytes: Uint8Array) => bytes],
    ['.gz', gunzipSync],
  ] as const) {
    let bytes: Uint8Array;
    try {
      bytes = await read(`${directory}/${name}${ending}`);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as { code: string }).code)) continue;
      throw error;
    }
    try {
      return decode(bytes);
    } catch (error) {
      throw new InputError(
        `${where}: ${name}${ending} must be a whole gzip file, got an error (${(error as Error).message}). Fetch it again.`,
      );
    }
  }
  throw new InputError(`${where}: directory must hold ${name} or ${name}.gz, got none in '${directory}'. ${remedy}`);
}
