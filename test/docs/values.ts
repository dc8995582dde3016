import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { expectClose } from '../support/close.js';

/** How a comment begins that shows a value: a number, a string, a list, an object or a word of the language. */
const BEGINNING = /^(?:[-.\d'"[{]|(?:Infinity|NaN|true|false|null|undefined)\b)/;

export const beginsLikeValue = (comment: string): boolean => BEGINNING.test(comment);

/**
 * The value that a comment shows, all of it or what stands before the first ':' or ';'; undefined where that is none.
 */
export function shownValue(comment: string): { value: unknown } | undefined {
  try {
    const values = new Function(`return [${comment.slice(0, endOfValue(comment))}];`)() as unknown[];
    return values.length === 1 ? { value: values[0] } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the first ':' or ';' stands that is not within brackets or quotes. */
function endOfValue(comment: string): number {
  let depth = 0;
  let quote = '';
  for (const [i, character] of [...comment].entries()) {
    if (quote) quote = character === quote ? '' : quote;
    else if (/['"]/.test(character)) quote = character;
    else if (/[[{(]/.test(character)) depth++;
    else if (/[\]})]/.test(character)) depth--;
    else if (depth === 0 && /[:;]/.test(character)) return i;
  }
  return comment.length;
}

/** As JSON would have it: tensors as nested lists, typed arrays as lists. */
export function plain(value: unknown): unknown {
  if (value instanceof tf.Tensor) return value.arraySync();
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as number[]);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, plain(each)]));
}

/**
 * Numbers agree to 1e-6 of themselves, those of a list to 1e-6 of its largest; all else is the same. Both are plain.
 */
export function expectShown(actual: unknown, shown: unknown, scale = 0): void {
  if (typeof shown === 'number') expectClose(actual as number, shown, 1e-6, scale);
  else if (Array.isArray(shown)) {
    expect(Array.isArray(actual) ? actual.length : actual).toBe(shown.length);
    const largest = Math.max(scale, ...shown.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
    for (const [i, value] of shown.entries()) expectShown((actual as unknown[])[i], value, largest);
  } else if (typeof shown === 'object' && shown !== null) {
    expect(Object.keys(actual ?? {}).sort()).toEqual(Object.keys(shown).sort());
    for (const [key, value] of Object.entries(shown)) expectShown((actual as Record<string, unknown>)[key], value);
  } else expect(actual).toBe(shown);
}
