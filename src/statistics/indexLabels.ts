import { describe, refuse } from '../input/checks.js';
import { readList } from '../input/numbers.js';
import { later, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';

/** A label as data sets have them. */
export type RawLabel = string | number | bigint | boolean;

/** Labels as numbers, with what the numbers stand for. */
export interface IndexedLabels<T extends RawLabel> {
  /** Whole numbers 0 .. C - 1, length n, as every measure takes them. */
  readonly labels: Int32Array;
  /** The label that each number stands for, length C. */
  readonly values: readonly T[];
  /** The number of classes, C. */
  readonly classes: number;
}

/** Options of {@link indexLabels}. */
export interface IndexLabelsOptions<T extends RawLabel> {
  /** All labels that there are, in the order of their numbers. The default is those that occur, sorted. */
  values?: readonly T[];
}

/**
 * Turns labels of any kind, such as strings or the numbers 5 and 900, into the whole numbers 0 .. C - 1 that measures
 * take.
 *
 * @remarks Labels are numbered in sorted order: numbers by size, then strings by code unit. The result therefore
 * depends on which labels occur, but not on the order of the examples. A batch may lack a class: in a stream, pass the
 * `values` of the whole data set with every batch, and `classes` to the measure.
 *
 * @param labels One label for each example.
 * @returns The numbers, the label that each number stands for, and C.
 * @throws InputError for labels that are NaN or null, for a label that `values` lacks, and for one that it has twice.
 * @example
 * indexLabels([900, 5, 900]); // { labels: [1, 0, 1], values: [5, 900], classes: 2 }
 * indexLabels(['dog'], { values: ['cat', 'dog'] }); // { labels: [1], values: ['cat', 'dog'], classes: 2 }
 */
export function indexLabels<T extends RawLabel>(
  labels: ArrayLike<T>,
  options: IndexLabelsOptions<T> = {},
): IndexedLabels<T> {
  return publicCall('indexLabels', () => {
    const { values } = readOptions(options, { values: later<readonly T[]>() });
    for (const [argument, list] of [
      ['labels', readList('labels', labels, 'an array')],
      ['values', values === undefined ? [] : readList('values', values, 'an array')],
    ] as const) {
      for (let i = 0; i < list.length; i++) {
        const label = list[i];
        if (KINDS.includes(typeof label) && !Number.isNaN(label)) continue;
        const nested = typeof label === 'object' && label !== null && 'length' in label;
        const remedy = nested
          ? `Pass ${argument}.flat(), or of one-hot rows tf.argMax(tf.tensor2d(${argument}), -1) to the measure itself.`
          : 'Leave out examples without a label, with their features.';
        refuse(`${argument}[${i}]`, 'a string, a number or a boolean', describe(label), remedy);
      }
    }
    const known = values === undefined ? [...new Set(Array.from(labels))].sort(compare) : Array.from(values);
    const numbers = new Map(known.map((value, c) => [value, c]));
    if (numbers.size < known.length) {
      const twice = known.find((value, c) => numbers.get(value) !== c);
      refuse('values', 'distinct', `${describe(twice)} twice`, 'Name each class once.');
    }
    const indexed = Int32Array.from({ length: labels.length }, (_, i) => {
      const c = numbers.get(labels[i]);
      if (c !== undefined) return c;
      const some = known.slice(0, 10).map(describe).join(', ');
      const list = known.length > 10 ? `${some}, ... (${known.length})` : some;
      return refuse(`labels[${i}]`, `one of ${list}`, describe(labels[i]), 'Add it to `values`.');
    });
    return { labels: indexed, values: known, classes: known.length };
  });
}

const KINDS = ['string', 'number', 'bigint', 'boolean'];

/** Orders numbers and booleans by size, before strings by code unit. */
function compare(a: RawLabel, b: RawLabel): number {
  const [aText, bText] = [typeof a === 'string', typeof b === 'string'];
  if (aText !== bText) return aText ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
