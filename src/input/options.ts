import { checkChoice, checkInteger, checkNumber, describe, isTensor, refuse } from './checks.js';
import { nearest } from './nearest.js';
import { usersCode } from './publicCall.js';

/** Reads a value that was given, or refuses it under the name of its argument. */
export type Read<T> = (argument: string, value: unknown) => T;

/** Reads a value that must be given. */
interface Needed<T> extends Read<T> {
  readonly needed: true;
}

/** Readers of all options, by name. */
type Readers = Record<string, Read<unknown>>;

/** The options that were given. Defaults are up to whoever destructures the result. */
type Options<R extends Readers> = {
  readonly [K in keyof R]: R[K] extends Needed<infer T> ? T : ReturnType<R[K]> | undefined;
};

/**
 * Reads options. A name that is not known is refused together with the nearest one that is, and each value is read by
 * its type, so that neither a misspelt name nor `'false'` passes for a choice. An option that is `undefined` counts as
 * left out.
 *
 *     const { batchSize = 64, seed = 0 } = readOptions(options, { batchSize: integer(1), seed });
 */
export function readOptions<R extends Readers>(given: unknown, readers: R, argument = 'options'): Options<R> {
  const names = Object.keys(readers);
  const options = given === undefined ? {} : given;
  if (!isPlainObject(options)) {
    const remedy =
      given instanceof Promise ? 'Wait for it with await.' : `Pass, say, { ${names[0]}: ... }, or nothing.`;
    refuse(argument, 'a plain object', describe(given), remedy);
  }
  for (const name of Reflect.ownKeys(options)) {
    if (typeof name === 'string' && Object.hasOwn(readers, name)) continue;
    const close = typeof name === 'string' ? nearest(name, names) : undefined;
    const remedy = close ? `Did you mean '${close}'?` : 'Leave it out.';
    refuse(argument, `of known names (${names.join(', ')})`, `'${String(name)}'`, remedy);
  }
  const read: Record<string, unknown> = {};
  for (const name of names) {
    const value = options[name];
    if (value !== undefined || 'needed' in readers[name]) read[name] = readers[name](name, value);
  }
  return read as Options<R>;
}

/** An option without which a call makes no sense. */
export function needed<T>(read: Read<T>): Needed<T> {
  return Object.assign((argument: string, value: unknown) => read(argument, value), { needed: true as const });
}

/** A whole number of at least `least`. */
export const integer =
  (least = 1, most?: number): Read<number> =>
  (argument, value) =>
    checkInteger(argument, value, least, most);

/** A seed of random numbers. */
export const seed: Read<number> = (argument, value) => checkInteger(argument, value, 0, Number.MAX_SAFE_INTEGER);

/** More classes than anyone can make tables for. */
const TOO_MANY = 2 ** 24;

/** A number of classes. A slip such as 2 ** 40 is refused before a table is made for it. */
export const classCount =
  (least = 1): Read<number> =>
  (argument, value) => {
    const classes = checkInteger(argument, value, least, Number.MAX_SAFE_INTEGER);
    if (classes < TOO_MANY) return classes;
    const remedy = 'Pass the number of classes, the largest label plus one; number large ids with indexLabels.';
    return refuse(argument, `below ${TOO_MANY}`, String(classes), remedy);
  };

/** A finite number of at least `least`. */
export const number =
  (least = 0): Read<number> =>
  (argument, value) =>
    checkNumber(argument, value, least);

/** One of a few values, which are most often names. */
export const oneOf =
  <const T extends readonly (string | number | boolean)[]>(...choices: T): Read<T[number]> =>
  (argument, value) =>
    checkChoice(argument, value, choices);

/** `true` or `false`, and nothing else, since any other value would pass for one of them. */
export const boolean: Read<boolean> = (argument, value) =>
  typeof value === 'boolean' ? value : refuse(argument, 'true or false', describe(value), 'Pass it without quotes.');

/** A string. */
export const string: Read<string> = (argument, value) =>
  typeof value === 'string' ? value : refuse(argument, 'a string', describe(value), 'Pass it in quotes.');

/** An array of strings. */
export const strings: Read<readonly string[]> = (argument, value) => {
  if (!Array.isArray(value))
    refuse(argument, 'an array of strings', describe(value), `Pass, say, ${argument}: ['...'].`);
  for (const [i, each] of value.entries()) string(`${argument}[${i}]`, each);
  return value;
};

/** Whole numbers of at least 1, such as the sizes of a shape. */
export const sizes =
  <S extends readonly number[]>(fits: (length: number) => boolean, expected: string, remedy: string): Read<S> =>
  (argument, value) => {
    if (!Array.isArray(value) || !fits(value.length)) {
      const got = Array.isArray(value) ? `[${value.slice(0, 9).map(describe).join(',')}]` : describe(value);
      refuse(argument, expected, got, remedy);
    }
    for (const [axis, size] of value.entries()) checkInteger(`${argument}[${axis}]`, size);
    return value as unknown as S;
  };

/** An object of strings. */
export const stringsByName: Read<Record<string, string>> = (argument, value) => {
  if (!isPlainObject(value)) refuse(argument, 'an object of strings', describe(value), `Pass, say, { name: '...' }.`);
  for (const [name, each] of Object.entries(value)) string(`${argument}.${name}`, each);
  return value as Record<string, string>;
};

/** A regular expression. */
export const regularExpression: Read<RegExp> = (argument, value) =>
  value instanceof RegExp ? value : refuse(argument, 'a RegExp', describe(value), 'Pass, say, /^head/.');

/** A function that is called back. What it calls of this library is named by its own refusals. */
export const callback =
  <F extends (...args: never[]) => unknown>(): Read<F> =>
  (argument, value) =>
    typeof value === 'function'
      ? (((...args: never[]) => usersCode(() => value(...args))) as unknown as F)
      : refuse(argument, 'a function', describe(value), 'Pass the function itself, not what it returns.');

/** A signal that ends a call early. */
export const abortSignal: Read<AbortSignal> = (argument, value) => {
  const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return value as AbortSignal;
  const remedy = 'Pass the `signal` of a new AbortController().';
  return refuse(argument, 'an AbortSignal', describe(value), remedy);
};

/** Any value. It is read where more is known of it. */
export const later =
  <T>(): Read<T> =>
  (_, value) =>
    value as T;

/** Whether a value is an object of the kind that a literal makes, in whatever realm it was made. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isTensor(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
