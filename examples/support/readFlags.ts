import { parseArgs } from 'node:util';
import { UsageError } from './usageError.js';

/** What whole numbers stay below. */
const MOST = 2 ** 31;

/** The flags of a command line. Each function reads one, and refuses a value that is none in a line for a person. */
export interface Flags {
  /** The number of a flag, of at least `least`, or the fallback. */
  number(flag: string, fallback: number, options: { least: number; whole?: boolean }): number;
  /** The name of a folder, if there is one. */
  folder(flag: string): string | undefined;
  /** One of a few names, or the fallback. */
  choice<T extends string>(flag: string, fallback: T, choices: readonly T[]): T;
  /** The text of a flag as it was given. */
  text(flag: string): string | undefined;
  /** Whether a flag without a value is there. */
  is(flag: string): boolean;
}

/**
 * Reads a command line.
 *
 * @param names The flags that take a value, and those that take none.
 * @returns the flags, or null for --help
 * @throws UsageError for a flag that is not known
 */
export function readFlags(args: string[], names: { values: string[]; switches: string[] }): Flags | null {
  const options = {
    ...Object.fromEntries(names.values.map((name) => [name, { type: 'string' } as const])),
    ...Object.fromEntries(names.switches.map((name) => [name, { type: 'boolean' } as const])),
    help: { type: 'boolean', short: 'h' } as const,
  };
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args, options }).values as typeof values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} See --help.`);
  }
  if (values.help) return null;
  const text = (flag: string) => values[flag] as string | undefined;
  const refuse = (flag: string, expected: string): never => {
    throw new UsageError(`--${flag} must be ${expected}, got '${text(flag)}'. See --help.`);
  };
  return {
    text,
    is: (flag) => values[flag] === true,
    number: (flag, fallback, { least, whole = false }) => {
      const given = text(flag);
      if (given === undefined) return fallback;
      const value = Number(given);
      const fits = Number.isFinite(value) && value >= least && (!whole || (Number.isInteger(value) && value < MOST));
      if (given.trim() !== '' && fits) return value;
      const range = value >= MOST ? `from ${least} to ${MOST - 1}` : `of at least ${least}`;
      return refuse(flag, `${whole ? 'a whole number' : 'a number'} ${range}`);
    },
    folder: (flag) => {
      const given = text(flag);
      return given === undefined || given.trim() !== '' ? given : refuse(flag, 'the name of a folder');
    },
    choice: (flag, fallback, choices) => {
      const given = text(flag) ?? fallback;
      return choices.find((each) => each === given) ?? refuse(flag, `one of ${choices.join(', ')}`);
    },
  };
}
