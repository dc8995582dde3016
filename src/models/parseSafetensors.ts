import { refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';

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

/** How files that are often passed instead begin. */
const FOREIGN: [number[], string][] = [
  [
    [0x50, 0x4b, 3, 4],
    'a PyTorch or other zip archive: save it with safetensors.torch.save_file(model.state_dict(), path)',
  ],
  [[0x80, 2], 'a Python pickle: save it with safetensors.torch.save_file(model.state_dict(), path)'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file: save the weights with safetensors'],
  [[0x1f, 0x8b], 'a gzip file: unpack it first'],
];
const BYTES: Record<string, number> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/**
 * The tensors of a safetensors file by name: eight bytes with the length of a JSON header, the header, the values.
 *
 * @param bytes the whole file
 * @throws InputError when the file is of another format, damaged or cut short
 * @example
 * Object.keys(parseSafetensors(await readFile('resnet18.safetensors'))); // ['bn1.bias', 'bn1.running_mean', ...]
 * @see https://github.com/huggingface/safetensors
 */
export function parseSafetensors(bytes: Uint8Array | ArrayBuffer): Record<string, StoredTensor> {
  return publicCall('parseSafetensors', () => {
    const file = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const refuseFile = (got: string): never => {
      refuse('file', 'a whole safetensors file', got, 'Fetch it again, or save it anew.');
    };
    for (const [start, what] of FOREIGN) if (start.every((byte, i) => file[i] === byte)) refuseFile(what);
    if (file.length < 10) refuseFile(`${file.length} bytes`);
    const length = Number(view.getBigUint64(0, true));
    if (length > file.length - 8) {
      refuseFile(
        `${file.length} bytes, of which the header alone would take ${length}: it is cut short or of another format`,
      );
    }
    let header: Record<string, Entry> = {};
    try {
      header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length)));
    } catch (error) {
      refuseFile(`a header that is not JSON (${(error as Error).message}): it is damaged or of another format`);
    }
    if (typeof header !== 'object' || header === null || Array.isArray(header))
      refuseFile('a header that is no object');
    const tensors: Record<string, StoredTensor> = Object.create(null);
    for (const [name, entry] of Object.entries(header)) {
      if (name === '__metadata__') continue;
      const { dtype, shape, start, end } = readEntry(entry) ?? refuseFile(`a damaged entry for '${name}'`);
      if (8 + length + end > file.length) {
        refuseFile(`${file.length} bytes, which end before '${name}' does (at ${8 + length + end}): it is cut short`);
      }
      const size = shape.reduce((product, n) => product * n, 1);
      if (dtype in BYTES && end - start !== size * BYTES[dtype]) {
        refuseFile(`${end - start} bytes for '${name}', ${dtype} of shape [${shape}]: it is damaged`);
      }
      const data = new DataView(file.buffer, file.byteOffset + 8 + length + start, end - start);
      tensors[name] = { dtype, shape, values: () => decode(dtype, data, size, `'${name}'`) };
    }
    return tensors;
  });
}

interface Entry {
  dtype?: unknown;
  shape?: unknown;
  data_offsets?: unknown;
}

function readEntry(entry: Entry | null): { dtype: string; shape: number[]; start: number; end: number } | undefined {
  const { dtype, shape, data_offsets: offsets } = entry ?? {};
  const sizes = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (typeof dtype !== 'string' || !sizes(shape) || !sizes(offsets) || offsets.length !== 2) return undefined;
  const [start, end] = offsets;
  return start <= end ? { dtype, shape, start, end } : undefined;
}

/** Little-endian values, at any offset, as float32. */
function decode(dtype: string, data: DataView, size: number, what: string): Float32Array {
  const read = {
    F64: (i: number) => data.getFloat64(8 * i, true),
    F32: (i: number) => data.getFloat32(4 * i, true),
    F16: (i: number) => half(data.getUint16(2 * i, true)),
    BF16: (i: number) => bfloat(data.getUint16(2 * i, true)),
  }[dtype];
  if (!read) refuse(what, 'of dtype F64, F32, F16 or BF16', dtype, 'Save it as F32.');
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = read(i);
  return values;
}

/** IEEE half precision: a sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
/** bfloat16: the upper half of a float32. */
function bfloat(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
