import { asBytes, type Bytes } from '../input/asBytes.js';
import { describe, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { decodeFloats } from './decodeFloats.js';
import { safetensorsHeader } from './safetensorsHeader.js';

/** A tensor of a safetensors file. Its values are read when they are asked for. */
export interface StoredTensor {
  /** The type as the file has it: `'F32'`, `'BF16'`, `'I64'` or another. */
  dtype: string;
  /** The shape as the file has it. */
  shape: number[];
  /**
   * Reads the values as float32, row-major.
   *
   * @throws InputError for a type other than F64, F32, F16 and BF16.
   */
  values(): Float32Array;
}

/**
 * Reads the tensors of a safetensors file by name, to see what a file holds or to take it apart. The file is eight
 * bytes with the length of a JSON header, the header, and the values. It is checked as the format says, and its values
 * are read when they are asked for.
 *
 * @param bytes The whole file, in a buffer or any view of one.
 * @returns The tensors in the order of the header.
 * @throws InputError when the file is of another format (it says which), damaged or cut short: a name twice, an
 *   overlap, a hole, bytes after the last tensor, or a shape that does not fit.
 * @example
 * const file = parseSafetensors(await readFile('resnet18.safetensors'));
 * file['conv1.weight'].shape; // [64, 3, 7, 7]
 * file['conv1.weight'].dtype; // 'F32'
 * file['conv1.weight'].values().length; // 9408
 * @see https://github.com/huggingface/safetensors
 */
export function parseSafetensors(bytes: Bytes): Record<string, StoredTensor> {
  return publicCall('parseSafetensors', () => {
    const file = asBytes(bytes);
    if (!file) {
      const remedy = 'Pass what readFile(path) or await response.arrayBuffer() gives.';
      refuse('file', 'the bytes of a safetensors file (a Uint8Array or an ArrayBuffer)', describe(bytes), remedy);
    }
    const { entries, begin } = safetensorsHeader(file);
    const tensors: Record<string, StoredTensor> = Object.create(null); // a name may be '__proto__'
    for (const { name, dtype, shape, size, start, end } of entries) {
      const data = new DataView(file.buffer, file.byteOffset + begin + start, end - start);
      const values = () => publicCall('parseSafetensors', () => decodeFloats(dtype, data, size, name));
      tensors[name] = { dtype, shape, values };
    }
    return tensors;
  });
}
