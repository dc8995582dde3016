import { asBytes, type Bytes } from '../input/asBytes.js';
import { describe, InputError, refuse } from '../input/checks.js';
import { parseSafetensors, type StoredTensor } from './parseSafetensors.js';

/** The tensors of a file by name. */
export async function openSafetensors(file: string | Bytes): Promise<Record<string, StoredTensor>> {
  const bytes = asBytes(file);
  if (bytes) return parseSafetensors(bytes);
  if (typeof file !== 'string') {
    refuse('file', 'a path or the bytes of a file', describe(file), 'Pass an ArrayBuffer or a Uint8Array.');
  }
  // Not literal: bundlers for the browser would trip over a node: module that is never reached there.
  const load = <T>(module: string): Promise<T> => import(/* @vite-ignore */ /* webpackIgnore: true */ module);
  try {
    const { readFile } = await load<typeof import('node:fs/promises')>('node:fs/promises');
    return parseSafetensors(await readFile(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const remedy = 'Check the path; in a browser pass the bytes.';
    return refuse('file', 'a file that can be read', (error as Error).message, remedy);
  }
}
