import { fileSystem } from '../files/fileSystem.js';
import { remedyFor, type SystemError } from '../files/systemError.js';
import { asBytes, type Bytes } from '../input/asBytes.js';
import { describe, refuse } from '../input/checks.js';
import { parseSafetensors, type StoredTensor } from './parseSafetensors.js';

/** The tensors of a file by name, from its bytes or, in Node, its path. */
export async function openSafetensors(file: string | Bytes): Promise<Record<string, StoredTensor>> {
  const bytes = asBytes(file);
  if (bytes) return parseSafetensors(bytes);
  if (typeof file !== 'string') {
    refuse('file', 'a path or the bytes of a file', describe(file), 'Pass an ArrayBuffer or a Uint8Array.');
  }
  const remedy = 'Check the path; in a browser pass the bytes.';
  const fs = await fileSystem('file', remedy);
  const read = await fs.readFile(file).catch((error: SystemError) => {
    return refuse('file', 'a file that can be read', error.message, remedyFor(error, remedy));
  });
  return parseSafetensors(read);
}
