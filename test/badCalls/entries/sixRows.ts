import type * as core from 'geocollapse';
import * as k from '../kinds.js';
import type { Entry } from './entry.js';

/** Statistics of the six rows, by hand. */
export const statistics = (): core.ClassStatistics => ({
  classes: 3,
  dimension: 2,
  counts: Float64Array.of(2, 2, 2),
  means: Float64Array.of(1, 0, 6, 5, 1, 9),
  squaredDeviations: Float64Array.of(2, 2, 2),
  withinClassScatter: Float64Array.of(6, 0, 0, 0),
});
export const isStatistics: k.Kind = k.nothing;

/** Each field of statistics in the first argument, or in the one of that number. */
export function fields(
  argument: string,
  at = 0,
  kinds: string[] = ['counts', 'means', 'squaredDeviations'],
): Entry['places'] {
  const put = (key: string) => (args: unknown[], value: unknown) => {
    args[at] = { ...(args[at] as object), [key]: value };
  };
  const places: Entry['places'] = {
    [`${argument}.classes`]: { kind: k.oneOf(3), put: put('classes') },
    [`${argument}.dimension`]: { kind: k.oneOf(2), put: put('dimension') },
  };
  for (const key of kinds) {
    const length = key === 'means' ? 6 : 3;
    places[`${argument}.${key}`] = {
      kind: either(k.numbers(length, key === 'means' ? -Infinity : 0), length),
      put: put(key),
    };
  }
  if (kinds.includes('squaredDeviations')) {
    const name = `${argument}.withinClassScatter`;
    places[name] = { kind: k.either(k.oneOf(undefined, null), k.numbers(4)), put: put('withinClassScatter') };
  }
  return places;
}

/** Numbers, or what JSON makes of a typed array of them. */
export function either(numbers: k.Kind, length: number): k.Kind {
  return {
    accepts: (value) => {
      const plain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
      return numbers.accepts(plain && Object.keys(value).length === length ? Object.values(value) : value);
    },
  };
}

/** Readers of the conventions. */
export const conventions = { globalMean: k.oneOf('sample', 'class'), classWeights: k.oneOf('class', 'sample') };
