import { refuse } from '../input/checks.js';

/** The bits of a value of each type that the format knows. */
export const BITS: Record<string, number> = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  I64: 64,
  U64: 64,
  C64: 64,
  I32: 32,
  U32: 32,
  I16: 16,
  U16: 16,
  I8: 8,
  U8: 8,
  BOOL: 8,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F4: 4,
};

/** Decodes little-endian values, at any offset, as float32. The name of the tensor is for an error. */
export function decodeFloats(dtype: string, data: DataView, size: number, name: string): Float32Array {
  const read = {
    F64: (i: number) => data.getFloat64(8 * i, true),
    F32: (i: number) => data.getFloat32(4 * i, true),
    F16: (i: number) => half(data.getUint16(2 * i, true)),
    BF16: (i: number) => bfloat(data.getUint16(2 * i, true)),
  }[dtype];
  if (!read) {
    const whole = /^(I|U|BOOL)/.test(dtype) ? ' (whole numbers)' : '';
    const remedy = `Save it as F32 (in PyTorch, tensor.float()), or leave it out.`;
    refuse(`'${name}'`, 'of dtype F64, F32, F16 or BF16', `${dtype}${whole}`, remedy);
  }
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = read(i);
  return values;
}

/** IEEE half precision has a sign, five bits of exponent and ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));
/** bfloat16 is the upper half of a float32. */
function bfloat(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
