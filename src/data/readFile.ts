import { InputError, refuse } from '../input/checks.js';

/** The bytes of a file of a folder, or of its gzipped form `<name>.gz` (Node only); `where` and `remedy` are for errors. */
export async function readFile(directory: string, name: string, remedy: string): Promise<Uint8Array> {
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
      refuse(`${name}${ending}`, 'a whole gzip file', `an error (${(error as Error).message})`, 'Fetch it again.');
    }
  }
  throw new InputError('directory', `hold ${name} or ${name}.gz`, `none in '${directory}'`, remedy);
}
