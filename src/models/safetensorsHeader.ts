import { InputError } from '../input/checks.js';
import { whatIs } from '../input/whatIs.js';
import { BITS } from './decodeFloats.js';
import { duplicateKey } from './duplicateKey.js';

/** Where a tensor is. Offsets count from the end of the header. */
export interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  /** The number of values. */
  size: number;
  start: number;
  end: number;
}

/** The bytes of the largest header that the reference implementation reads. */
const LARGEST = 100_000_000;

/** Refuses the file. `got` says what it is. */
function refuseFile(got: string, remedy = 'It is damaged: fetch or save it again.'): never {
  throw new InputError('file', 'be a whole safetensors file', got, remedy);
}

/**
 * The header of a safetensors file, checked as the reference implementation checks it. Eight bytes with its length are
 * followed by JSON. Each tensor has a known type, a shape and offsets that agree, and all of them together are as long
 * as the rest of the file, without an overlap, a hole or bytes after the last.
 *
 * @returns The entries in the order of the header, and where the values begin.
 */
export function safetensorsHeader(file: Uint8Array): { entries: Entry[]; begin: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  // Looked at first: a header of 640 bytes has the first bytes of a Python pickle, 80 02.
  if (length < 2 || length > LARGEST || length > file.length - 8 || file[8] !== 0x7b) refuseForeign(file, length);
  const header = parse(new Uint8Array(file.subarray(8, 8 + length)));
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') entries.push(readEntry(name, value));
    else if (!isObject(value) || Object.values(value).some((each) => typeof each !== 'string')) {
      refuseFile('__metadata__ that is not an object of strings');
    }
  }
  checkOffsets(entries, file.length - 8 - length);
  return { entries, begin: 8 + length };
}

function refuseForeign(file: Uint8Array, length: number): never {
  const foreign = whatIs(file);
  if (!foreign) {
    if (length > file.length - 8) {
      refuseFile(
        `${file.length} bytes, of which the header alone would take ${length}: it is cut short or of another format`,
      );
    }
    refuseFile(`a header of ${length} bytes that does not begin with {: it is damaged or of another format`);
  }
  const python = ['torch', 'zip', 'pickle', 'npz', 'npy', 'hdf5', 'gguf'].includes(foreign.kind);
  const save = 'Save it with safetensors.torch.save_file(model.state_dict(), path) or safetensors.numpy.save_file.';
  refuseFile(foreign.what, python ? save : foreign.remedy);
}

/** Parses a copy of the bytes, since a browser decodes no shared memory. */
function parse(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  let twice: string | undefined;
  try {
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(json);
    twice = duplicateKey(json);
  } catch (error) {
    refuseFile(`a header that is not JSON (${(error as Error).message})`);
  }
  if (!isObject(header)) refuseFile('a header that is no object');
  if (twice !== undefined) refuseFile(`a header that has '${twice}' twice`);
  return header;
}

function readEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== 'string' || !areSizes(shape) || !areSizes(offsets) || offsets.length !== 2) {
    return refuseFile(`an entry for '${name}' without a dtype, a shape of whole numbers and two offsets`);
  }
  if (!Object.hasOwn(BITS, dtype)) {
    return refuseFile(`'${name}' of the unknown dtype '${dtype}'`, `The format knows ${Object.keys(BITS).join(', ')}.`);
  }
  const [start, end] = offsets;
  const size = shape.reduce((product, n) => product * n, 1);
  const bits = size * BITS[dtype];
  if (start > end || !Number.isSafeInteger(bits) || bits !== 8 * (end - start)) {
    return refuseFile(`${end - start} bytes for '${name}', ${dtype} of shape [${shape}]`);
  }
  return { name, dtype, shape, size, start, end };
}

function areSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0 && !Object.is(size, -0));
}

/** Checks that each tensor begins where the one before ends, and that the last one ends with the file. */
function checkOffsets(entries: readonly Entry[], bytes: number): void {
  let [reached, last] = [0, 'the header'];
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < reached) refuseFile(`'${name}' at ${start}, before the end of '${last}' at ${reached}`);
    if (start > reached) refuseFile(`a hole of ${start - reached} bytes before '${name}'`);
    [reached, last] = [end, name];
  }
  if (reached > bytes)
    refuseFile(`${bytes} bytes of values, which end before '${last}' does (at ${reached}): it is cut short`);
  if (reached < bytes) refuseFile(`${bytes - reached} bytes after the last tensor`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
