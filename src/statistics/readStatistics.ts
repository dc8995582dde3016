import { checkInteger, describe, refuse } from '../input/checks.js';
import { boolean, isPlainObject } from '../input/options.js';
import type { ClassMeans, ClassStatistics } from './value/types.js';

const MADE = 'Make them with classStatistics, mergeClassStatistics or classStatisticsFromBytes.';
const DAMAGED = 'They are damaged: compute or copy them again.';

/**
 * By how much the trace of the scatter may differ from the squared deviations, since float32 products may have rounded
 * it.
 */
const TRACE_TOLERANCE = 0.05;
/** The same as a share of N_c ||mu_c||^2, since both may be nothing but rounding in comparison with it. */
const ROUNDING = 1e-9;

/**
 * Reads statistics that come from this library, from JSON (where a Float64Array has become an object of numbered keys)
 * or from anywhere else. All that a measure relies on is checked, so that a damaged file gives no number.
 */
export function readStatistics(value: unknown, argument = 'statistics'): ClassStatistics {
  const means = readMeans(value, argument);
  const { classes, dimension: d, counts } = means;
  const given = value as Record<string, unknown>;
  const squaredDeviations = readValues(`${argument}.squaredDeviations`, given.squaredDeviations, classes, '[C]');
  for (let c = 0; c < classes; c++) {
    const sound = counts[c] === 0 ? squaredDeviations[c] === 0 : squaredDeviations[c] >= 0;
    if (sound) continue;
    const got = `${squaredDeviations[c]} for class ${c} of ${counts[c]} examples`;
    refuse(`${argument}.squaredDeviations`, 'at least 0, and 0 for a class without examples', got, DAMAGED);
  }
  // JSON has null in the place of undefined.
  if (given.withinClassScatter === undefined || given.withinClassScatter === null)
    return { ...means, squaredDeviations };
  const name = `${argument}.withinClassScatter`;
  const withinClassScatter = readValues(name, given.withinClassScatter, d * d, '[d, d]');
  const rounded = boolean(`${argument}.float32Scatter`, given.float32Scatter ?? false);
  const statistics = { ...means, squaredDeviations, withinClassScatter, ...(rounded && { float32Scatter: rounded }) };
  checkTrace(name, statistics);
  return statistics;
}

/** Reads counts and means, as {@link readStatistics} does. */
export function readMeans(value: unknown, argument = 'statistics'): ClassMeans {
  if (!isPlainObject(value)) {
    const remedy = value instanceof Promise ? 'Wait for them with await.' : MADE;
    refuse(argument, 'class statistics', describe(value), remedy);
  }
  const missing = ['classes', 'dimension', 'counts', 'means'].find((key) => value[key] === undefined);
  if (missing) refuse(argument, 'class statistics', `an object without ${missing}`, MADE);
  const classes = checkInteger(`${argument}.classes`, value.classes, 0);
  const dimension = checkInteger(`${argument}.dimension`, value.dimension, 0);
  const counts = readValues(`${argument}.counts`, value.counts, classes, '[C]');
  const bad = counts.findIndex((count) => !(Number.isSafeInteger(count) && count >= 0));
  if (bad >= 0) refuse(`${argument}.counts`, 'whole numbers from 0', `${counts[bad]} for class ${bad}`, DAMAGED);
  return {
    classes,
    dimension,
    counts,
    means: readValues(`${argument}.means`, value.means, classes * dimension, '[C, d]'),
  };
}

/**
 * Reads finite numbers of a known length. A Float64Array is taken as it is; of other arrays, and of what JSON makes of
 * one, a copy is made.
 */
function readValues(name: string, value: unknown, length: number, shape: string): Float64Array {
  if (typeof value !== 'object' || value === null) {
    refuse(name, `numbers of shape ${shape}`, describe(value), MADE);
  }
  const list = value as ArrayLike<unknown>;
  const found = list.length ?? Object.keys(list).length;
  if (found !== length) {
    const remedy = 'It does not fit `classes` and `dimension`: the statistics are cut short, or put together by hand.';
    refuse(name, `${length} numbers, shape ${shape}`, String(found), remedy);
  }
  const values = list instanceof Float64Array ? list : new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const entry = list[i];
    if (typeof entry !== 'number' || !Number.isFinite(entry)) {
      const remedy = 'Look for a diverged loss upstream; JSON writes null for NaN and Infinity.';
      refuse(name, 'finite numbers', `${describe(entry)} at index ${i}`, remedy);
    }
    if (values !== list) values[i] = entry as number;
  }
  return values;
}

/**
 * Refuses a scatter whose trace is not the sum of the squared deviations: one that is shifted by a value, or of another
 * set.
 */
function checkTrace(
  name: string,
  { counts, means, dimension: d, squaredDeviations, withinClassScatter }: ClassStatistics,
) {
  const scatter = withinClassScatter as Float64Array;
  let trace = 0;
  for (let i = 0; i < d; i++) {
    const square = scatter[i * d + i];
    if (square < 0) refuse(name, 'of squares that are at least 0', `${square} at [${i}, ${i}]`, DAMAGED);
    trace += square;
  }
  const total = squaredDeviations.reduce((sum, value) => sum + value, 0);
  let size = 0; // sum_c N_c ||mu_c||^2
  for (let at = 0; at < means.length; at++) size += counts[Math.floor(at / d)] * means[at] * means[at];
  if (Math.abs(trace - total) <= TRACE_TOLERANCE * Math.max(trace, total) + ROUNDING * size) return;
  refuse(name, `of trace ${total}, the sum of the squared deviations`, `${trace}`, DAMAGED);
}
