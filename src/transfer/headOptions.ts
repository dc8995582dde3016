import { checkChoice, checkNumber, refuse } from '../input/checks.js';
import { isPlainObject, needed, oneOf, type Read, readOptions } from '../input/options.js';

/**
 * What classifies the queries of an episode. A name alone takes the default of its number, 1.
 *
 * - `'nearestMean'` takes the class whose mean of support rows is nearest, by Euclidean distance.
 * - `'ridge'` is ridge regression on one-hot targets, W = (H^T H + lambda I)^-1 H^T Y, where H [N K, d + 1] has the
 *   support rows and a column of ones, and lambda = alpha sqrt(N K).
 */
export type Head = 'nearestMean' | 'ridge' | { readonly kind: 'ridge'; readonly alpha?: number };

/** A {@link Head} with its numbers filled in. */
export type ChosenHead = { readonly kind: 'nearestMean' } | { readonly kind: 'ridge'; readonly alpha: number };

const KINDS = ['nearestMean', 'ridge'] as const;

const positive: Read<number> = (argument, value) => {
  const read = checkNumber(argument, value);
  return read > 0 ? read : refuse(argument, 'above 0', '0', `Pass, say, ${argument}: 1.`);
};

/** Reads a head. */
export const headOption: Read<ChosenHead> = (argument, value) => {
  const given = isPlainObject(value) ? value : { kind: checkChoice(argument, value, KINDS) };
  const kind = checkChoice(`${argument}.kind`, given.kind, KINDS);
  const { alpha = 1 } = readOptions(given, { kind: needed(oneOf(...KINDS)), alpha: positive }, argument);
  if (kind === 'ridge') return { kind, alpha };
  if (given.alpha !== undefined) {
    refuse(`${argument}.alpha`, "absent with kind 'nearestMean'", String(given.alpha), "Pass kind: 'ridge'.");
  }
  return { kind };
};
