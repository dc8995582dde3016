import { expectAllClose } from './close.js';
import { isNoLaw, type Laws, type NoLaw } from './laws.js';

/** Numbers by their key, those of an object within another after a dot. */
export type Values<K extends string = string> = { [Key in K]?: Float64Array };

/** The numbers of a plain result. Text, and what is not a number in an object, is left out. */
export function valuesOf(result: object, prefix = ''): Values {
  return Object.fromEntries(
    Object.entries(result).flatMap(([name, value]): [string, Float64Array][] => {
      if (typeof value === 'number') return [[prefix + name, Float64Array.of(value)]];
      if (Array.isArray(value) || ArrayBuffer.isView(value)) {
        return [[prefix + name, Float64Array.from(value as number[])]];
      }
      return typeof value === 'object' ? (Object.entries(valuesOf(value, `${name}.`)) as [string, Float64Array][]) : [];
    }),
  );
}

/**
 * Each value of the table that has a law is as the law has it; `expected` is undefined for what does not concern the
 * case.
 */
export function expectLaws<K extends string, L extends Pick<Laws, 'rounding'>>(
  table: Readonly<Record<K, L>>,
  actual: Values<K>,
  expected: (key: K, laws: L) => Float64Array | NoLaw | undefined,
): void {
  for (const key of Object.keys(table) as K[]) {
    const value = expected(key, table[key]);
    if (value === undefined || isNoLaw(value)) continue;
    const [tolerance, size] = table[key].rounding;
    expectAllClose(actual[key] ?? [], value, tolerance, size, key);
  }
}
