import { checkChoice, checkNumber, refuse } from '../input/checks.js';
import { isPlainObject, needed, oneOf, type Read, readOptions } from '../input/options.js';

/**
 * What classifies the queries of an episode. A name alone takes the default of its number, 1.
 *
 * - `'nearestMean'` takes the class whose mean of support rows is nearest, by Euclidean distance.
 * - `'ridge'` is ridge regression on one-hot targets, W = (H^T H + lambda I)^-1 H^T Y, where H [N K, d + 1] has the
 *   support rows h_i and a column of ones, and lambda = alpha sqrt(N K).
 * - `'logistic'` is the multinomial logistic regression whose weights W [N, d] and biases b [N] minimise
 *   sum_i -log softmax(W h_i + b)_{y_i} + l2 / 2 ||W||_F^2. In scikit-learn l2 is 1 / C,
 *   and 2 / C with two classes, which have one vector of weights there.
 */
export type Head =
  | ChosenHead['kind']
  | { readonly kind: 'nearestMean' }
  | { readonly kind: 'ridge'; readonly alpha?: number }
  | { readonly kind: 'logistic'; readonly l2?: number };

/** A {@link Head} with its number filled in. */
export type ChosenHead =
  | { readonly kind: 'nearestMean' }
  | { readonly kind: 'ridge'; readonly alpha: number }
  | { readonly kind: 'logistic'; readonly l2: number };

const KINDS = ['nearestMean', 'ridge', 'logistic'] as const;

/** The largest penalty with which no product leaves the range of float64. */
const MOST = 2 ** 300;

const positive: Read<number> = (argument, value) => {
  const read = checkNumber(argument, value);
  if (read > 0 && read <= MOST) return read;
  return refuse(argument, `above 0, at most ${MOST.toPrecision(1)}`, `${read}`, `Pass, say, ${argument}: 1.`);
};

/** Reads a head. */
export const headOption: Read<ChosenHead> = (argument, value) => {
  const given = isPlainObject(value) ? value : { kind: checkChoice(argument, value, KINDS) };
  const kind = checkChoice(`${argument}.kind`, given.kind, KINDS);
  const readers = { kind: needed(oneOf(...KINDS)) };
  if (kind === 'ridge') {
    const { alpha = 1 } = readOptions(given, { ...readers, alpha: positive }, argument);
    return { kind, alpha };
  }
  if (kind === 'logistic') {
    const { l2 = 1 } = readOptions(given, { ...readers, l2: positive }, argument);
    return { kind, l2 };
  }
  readOptions(given, readers, argument);
  return { kind };
};
