/**
 * The one form that errors of the library have: who refuses, which argument, what was expected, what came, and what to
 * do. Public functions check their arguments once, when they are called. Inside, values are trusted.
 */
import type { Tensor } from '@tensorflow/tfjs-core';

/** The error of every bad input. It says what to do: `function: argument must be <expected>, got <got>. <remedy>`. */
export class InputError extends Error {
  override name = 'InputError';
  /** The public function that was called. It is empty until the error has passed that function. */
  function = '';

  constructor(
    /** The argument or option that is refused. */
    public argument: string,
    /** What it must be. */
    readonly expected: string,
    /** What came instead. */
    readonly got: string,
    /** What to do. */
    readonly remedy: string,
  ) {
    super(`${argument} must ${expected}, got ${got}. ${remedy}`);
  }

  /**
   * Puts the name of a public function in front, in place of one that it called, and the name that the argument has
   * there.
   */
  calledAs(name: string, argument = this.argument): void {
    const bare = this.function ? this.message.slice(this.function.length + 2) : this.message;
    const message = `${name}: ${argument}${bare.slice(this.argument.length)}`;
    this.argument = argument;
    this.stack = this.stack?.replace(this.message, () => message);
    this.message = message;
    this.function = name;
  }
}

/** Refuses an argument, which must be `expected`. The public function around the call adds its name. */
export function refuse(argument: string, expected: string, got: string, remedy: string): never {
  throw new InputError(argument, `be ${expected}`, got, remedy);
}

/** A short description of any value, safe to print, for the `got` of an error. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isTensor(value)) return `a ${value.dtype} tensor of shape [${value.shape}]`;
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (value instanceof Promise) return 'a promise';
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    return `${value.constructor.name} of length ${(value as ArrayLike<unknown>).length}`;
  }
  return `an object of class ${(value as object).constructor?.name ?? 'Object'}`;
}

/** Whether a value is a tensor of any copy of TensorFlow.js. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'shape' in value && 'dtype' in value;
}

/** Reads a whole number of at least `least` and at most `most`. */
export function checkInteger(argument: string, value: unknown, least = 1, most = 2 ** 31 - 1): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  const range = most >= 2 ** 31 - 1 ? `of at least ${least}` : `from ${least} to ${most}`;
  return refuse(argument, `a whole number ${range}`, describe(value), `Pass, say, ${argument}: ${least}.`);
}

/** Reads a finite number of at least `least`. */
export function checkNumber(argument: string, value: unknown, least = 0): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  return refuse(argument, `a finite number of at least ${least}`, describe(value), 'Check where it comes from.');
}

/** Reads one of a few values. */
export function checkChoice<T extends string | number | boolean>(
  argument: string,
  value: unknown,
  choices: readonly T[],
): T {
  if (choices.includes(value as T)) return value as T;
  const list = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice)));
  return refuse(argument, `one of ${list.join(', ')}`, describe(value), `Pick one, e.g. ${argument}: ${list[0]}.`);
}
