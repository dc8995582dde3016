import { describe, isTensor, refuse } from './checks.js';

/**
 * Reads an array of finite numbers as float64, of the given length where that is known. A Float64Array is returned as
 * it is.
 */
export function readNumbers(argument: string, value: unknown, length?: number, what = 'numbers'): Float64Array {
  const list = readList(argument, value, `an array of ${what}`);
  if (length !== undefined && list.length !== length) {
    refuse(argument, `of length ${length}`, `length ${list.length}`, `Pass ${what} of the same classes and features.`);
  }
  const read = list instanceof Float64Array ? list : new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const entry = list[i];
    if (typeof entry !== 'number' || !Number.isFinite(entry)) refuseEntry(argument, entry, i);
    read[i] = entry as number;
  }
  return read;
}

/** The largest number of entries that an object may claim to have which is no array. More are a slip. */
const MOST = 2 ** 26;

/** Reads anything that has a length and entries, except strings and functions. */
export function readList(argument: string, value: unknown, expected: string): ArrayLike<unknown> {
  if (isTensor(value)) {
    refuse(argument, expected, describe(value), `Of a tensor pass await ${argument}.data().`);
  }
  const list = value as ArrayLike<unknown>;
  const isArray = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  const hasLength = typeof value === 'object' && value !== null && Number.isSafeInteger(list.length);
  return isArray || (hasLength && list.length >= 0 && list.length <= MOST)
    ? list
    : refuse(argument, expected, describe(value), arrayFrom(argument, value));
}

/** How to make an array of a value that is none. */
function arrayFrom(argument: string, value: unknown): string {
  if (value instanceof Promise) return 'Wait for it with await.';
  if (typeof value !== 'object' || value === null) return 'Pass an array or a typed array.';
  if (Symbol.iterator in value) return `Pass Array.from(${argument}).`;
  if ('0' in value) return `Pass Object.values(${argument}): it is what JSON makes of a typed array.`;
  return 'Pass an array or a typed array.';
}

function refuseEntry(argument: string, entry: unknown, at: number): never {
  const got = `${describe(entry)} at index ${at}`;
  if (entry !== null && typeof entry === 'object' && 'length' in entry) {
    refuse(argument, 'a flat array of numbers', got, `Pass ${argument}.flat().`);
  }
  if (typeof entry === 'string' || typeof entry === 'bigint') {
    refuse(argument, 'an array of numbers', got, `Pass Array.from(${argument}, Number).`);
  }
  return refuse(
    argument,
    'an array of finite numbers',
    got,
    'Look for a diverged loss or a division by zero upstream.',
  );
}
