import type { Kind } from '../kinds.js';

/** A place in a call where a value can be put. */
export interface Place {
  kind: Kind;
  /** Puts a value there, in arguments made anew; default: as the argument of that number. */
  put?: (args: unknown[], value: unknown) => void;
}

/** How one public function is tried. */
export interface Entry {
  /** Arguments of a call that works, made anew for every call. */
  good: () => unknown[];
  /** Arguments by name, in their order, and places inside them. */
  places: Record<string, Place | Kind>;
  /** Options of the last argument, by name; the trial finds out which there are. */
  options?: Record<string, Kind>;
  /** Names in refusals that are not those of places: what an argument holds. */
  names?: string[];
  /** Values that are right but would take too long, by place. */
  skip?: Record<string, string[]>;
  /** How the result is used, where a call alone does not say. */
  use?: (result: never) => unknown;
}

/** Fields of an object in some argument. */
export function inside(argument: string, at: number, kinds: Record<string, Kind>): Entry['places'] {
  return Object.fromEntries(
    Object.entries(kinds).map(([key, kind]) => [
      `${argument}.${key}`,
      {
        kind,
        put: (args: unknown[], value: unknown) => {
          args[at] = { ...(args[at] as object), [key]: value };
        },
      },
    ]),
  );
}

/** Entries by the name of their function. */
export type Entries = Record<string, Entry>;
