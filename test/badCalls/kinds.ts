import * as tf from '@tensorflow/tfjs-core';

/** What may stand somewhere. */
export interface Kind {
  /**
   * Whether a value is one: then a result may come, or a refusal of what follows from it. Any other value must be
   * refused.
   */
  accepts(value: unknown): boolean;
  /** Whether a value says the same as the one of the good call: then the result must be the same. */
  same?(value: unknown): boolean;
}

const kind = (accepts: Kind['accepts'], same?: Kind['same']): Kind => ({ accepts, same });
const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor && !value.isDisposed;
const hasFiniteValues = (tensor: tf.Tensor) => Array.from(tensor.dataSync()).every(Number.isFinite);

export const optional = ({ accepts, same }: Kind): Kind => kind((value) => value === undefined || accepts(value), same);
export const either = (...kinds: Kind[]): Kind => kind((value) => kinds.some(({ accepts }) => accepts(value)));
export const nothing = kind(() => false);
export const count = (least = 1, most = 2 ** 31 - 1) =>
  kind((value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most);
export const counts = kind((value) => Array.isArray(value) && value.every((each) => count().accepts(each)));
export const seed = count(0, Number.MAX_SAFE_INTEGER);
export const number = (least = 0, most = Infinity) =>
  kind((value) => typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most);
export const between = (low: number, high: number) =>
  kind((value) => typeof value === 'number' && value > low && value < high);
export const boolean = kind((value) => typeof value === 'boolean');
export const oneOf = (...choices: unknown[]) => kind((value) => choices.includes(value));
export const text = kind((value) => typeof value === 'string');
export const isFunction = kind((value) => typeof value === 'function');
export const signal = kind((value) => value instanceof AbortSignal);

/**
 * Entries of anything with a length, as numbers; undefined for what is no list of whole numbers, nor a column of them.
 */
function wholeNumbers(value: unknown): number[] | undefined {
  if (isTensor(value)) {
    const column = value.shape.every((size, axis) => axis === 0 || size === 1) && value.rank > 0;
    if (!column || (value.dtype !== 'int32' && value.dtype !== 'float32')) return undefined;
    return wholeNumbers(value.dataSync());
  }
  if (typeof value !== 'object' || value === null || typeof (value as ArrayLike<unknown>).length !== 'number')
    return undefined;
  if ((value as ArrayLike<unknown>).length > 1000 || (value as ArrayLike<unknown>).length < 0) return undefined;
  const list = Array.from(value as ArrayLike<unknown>).map((each) => {
    const entry = Array.isArray(each) && each.length === 1 ? each[0] : each;
    return typeof entry === 'bigint' ? Number(entry) : entry;
  });
  return list.every((label) => Number.isInteger(label) && (label as number) >= 0) ? (list as number[]) : undefined;
}

/** Labels of six examples; `least` is how many classes may go without an example. */
export const labels = (most = 5) =>
  kind(
    (value) => wholeNumbers(value)?.length === 6 && wholeNumbers(value)!.every((label) => label <= most),
    (value) => String(wholeNumbers(value)) === '0,0,1,1,2,2',
  );

/** Labels of two examples or more of each class, in any array. */
export const labelArray = kind(
  (value) => {
    const list = isTensor(value) ? undefined : wholeNumbers(value);
    if (!list || list.length === 0) return false;
    const counts = Array.from({ length: Math.max(...list) + 1 }, (_, c) => list.filter((label) => label === c).length);
    return counts.length > 1 && counts.every((count) => count > 1);
  },
  (value) => String(wholeNumbers(value)) === '0,0,1,1,2,2',
);

/** Features of six examples, or of any number. */
export const features = (n?: number) =>
  kind(
    (value) =>
      isTensor(value) &&
      (value.dtype === 'float32' || value.dtype === 'int32') &&
      value.rank >= 2 &&
      value.size > 0 &&
      (n === undefined || value.shape[0] === n) &&
      hasFiniteValues(value),
    (value) => String((value as tf.Tensor).dataSync()) === '0,0,2,0,5,5,7,5,0,9,2,9',
  );

/** A batch to take derivatives in. */
export const batch = (finite = true) =>
  kind(
    (value) =>
      isTensor(value) &&
      value.dtype === 'float32' &&
      value.rank >= 2 &&
      value.size > 0 &&
      (!finite || hasFiniteValues(value)),
  );

/** A function, or something to apply to a tensor. */
export const embedding = kind((value) => {
  if (typeof value === 'function') return String(value) === String((x: unknown) => x);
  return typeof (value as { apply?: unknown } | null)?.apply === 'function';
});

/** Finite numbers, so many of them. */
export const numbers = (length?: number, least = -Infinity) =>
  kind((value) => {
    if (typeof value !== 'object' || value === null || isTensor(value)) return false;
    const list = value as ArrayLike<unknown>;
    if (typeof list.length !== 'number' || list.length > 1000 || list.length < 0) return false;
    if (length !== undefined && list.length !== length) return false;
    return Array.from(list).every((each) => typeof each === 'number' && Number.isFinite(each) && each >= least);
  });

/** Strings, numbers, bigints or booleans. */
export const rawLabels = kind((value) => {
  if (typeof value !== 'object' || value === null || isTensor(value)) return false;
  const list = value as ArrayLike<unknown>;
  if (typeof list.length !== 'number' || list.length > 1000 || list.length < 0) return false;
  return Array.from(list).every(
    (each) => ['string', 'number', 'bigint', 'boolean'].includes(typeof each) && !Number.isNaN(each),
  );
});

/** An object without a property. */
export const anyObject: Kind = {
  accepts: (value: unknown) => typeof value === 'object' && value !== null && Reflect.ownKeys(value).length === 0,
};
