import { asBytes, type Bytes } from '../input/asBytes.js';
import { describe, refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { decodeFloats } from './decodeFloats.js';
import { safetensorsHeader } from './safetensorsHeader.js';

/** A tensor of a safetensors file, its values read when asked for. */
export interface StoredTensor {
  /** As the file says: `'F32'`, `'BF16'`, `'I64'`, ... */
  dtype: string;
  shape: number[];
  /**
   * The values as float32, row-major.
   *
   * @throws InputError for a dtype other than F64, F32, F16 and BF16
   */
  values(): Float32Array;
}

/**
 * The tensors of a safetensors file by name, to see what a file holds or to take it apart: eight bytes with the length of a JSON header, the
 * header, the values. The file is checked as the format says, and its values are read when asked for.
 *
 * @param bytes the whole file, in a buffer or any view of one
 * @returns tensors in the order of the header
 * @throws InputError when the file is of another format (it says which), damaged or cut short: a name twice, an overlap, a hole, a tail,
 *   a shape that does not fit
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
