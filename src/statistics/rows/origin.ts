import { globalMeanOf } from '../value/means.js';
import type { ClassMeans, ClassStatistics } from '../value/types.js';

/**
 * What is subtracted from rows before float32 adds, squares or multiplies them: nothing (`'zero'`), which is the
 * fastest; one row for all (`'common'`, [d]); or a row for each class (`'byClass'`, [C, d]), which is the slowest.
 * Where an origin is far from the mean of a class in comparison with the spread of that class, digits are lost.
 */
export type Origin =
  | { readonly kind: 'zero' }
  | { readonly kind: 'common'; readonly values: Float64Array }
  | { readonly kind: 'byClass'; readonly values: Float64Array };

/** The origin of rows that are read as they are. */
export const ZERO: Origin = { kind: 'zero' };

/**
 * The squared distance of a mean from its origin up to which the origin counts as near, as a multiple of the variance.
 * With such an origin sum ||h - o||^2 is at most 9 sum ||h - mu||^2, so that subtracting N ||mu - o||^2 from it costs
 * less than one decimal digit.
 */
const FAR = 8;

/** The index at which the row of class c begins in the values of an origin; -1 where nothing is subtracted. */
export function placeOf(origin: Origin, c: number, d: number): number {
  if (origin.kind === 'zero') return -1;
  return origin.kind === 'common' ? 0 : c * d;
}

/** ||mu_c - o_c||^2 of one class. */
function squaredDistance(origin: Origin, { means, dimension: d }: ClassStatistics, c: number): number {
  const place = placeOf(origin, c, d);
  let distance = 0;
  if (origin.kind === 'zero') for (let j = 0; j < d; j++) distance += means[c * d + j] ** 2;
  else for (let j = 0; j < d; j++) distance += (means[c * d + j] - origin.values[place + j]) ** 2;
  return distance;
}

/** The class means minus their origin, mu_c - o_c, [C, d]. */
export function meansAbout(origin: Origin, { means, dimension: d }: ClassMeans): Float64Array {
  if (origin.kind === 'zero') return means;
  return means.map((mean, at) => mean - origin.values[origin.kind === 'common' ? at % d : at]);
}

/** Whether the origin lies within the spread of every class: N_c ||mu_c - o_c||^2 <= {@link FAR} S_c. */
export function isNear(origin: Origin, statistics: ClassStatistics): boolean {
  const { counts, squaredDeviations } = statistics;
  return counts.every(
    (count, c) => count === 0 || count * squaredDistance(origin, statistics, c) <= FAR * squaredDeviations[c],
  );
}

/** The fastest origin that {@link isNear}. A common origin is rounded to float32 here; class means are not. */
export function fastestOrigin(statistics: ClassStatistics): Origin {
  if (isNear(ZERO, statistics)) return ZERO;
  const centre: Origin = { kind: 'common', values: globalMeanOf(statistics).map(Math.fround) };
  return isNear(centre, statistics) ? centre : { kind: 'byClass', values: statistics.means };
}

/** The origin as float32 holds it. */
export function roundedOrigin(origin: Origin): Origin {
  return origin.kind === 'zero' ? origin : { kind: origin.kind, values: origin.values.map(Math.fround) };
}

/**
 * Rows whose size is between 1 / ROOM and ROOM have squares, and millionths of squares, within the range of float32.
 */
const ROOM = 2 ** 30;

/**
 * What rows minus an origin are divided by so that float32 holds them and their products: 1, or a power of two near
 * their size.
 */
export function unitOf(origin: Origin, statistics: ClassStatistics): number {
  const { counts, squaredDeviations } = statistics;
  let largest = 0; // the largest mean square of the rows of a class
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] === 0) continue;
    largest = Math.max(largest, squaredDeviations[c] / counts[c] + squaredDistance(origin, statistics, c));
  }
  const size = Math.sqrt(largest);
  return size === 0 || (size > 1 / ROOM && size < ROOM) ? 1 : 2 ** Math.round(Math.log2(size));
}

/**
 * The statistics of rows h of which the sums of h - o_c [C, d] and of ||h - o_c||^2 [C] are known: mu_c = o_c + sum /
 * N_c, and S_c = squares - N_c ||mu_c - o_c||^2. A class without examples has zeros.
 */
export function statisticsAbout(
  origin: Origin,
  sums: Float64Array,
  squares: Float64Array,
  counts: Float64Array,
): ClassStatistics {
  const classes = counts.length;
  const d = sums.length / classes;
  const means = new Float64Array(classes * d);
  const squaredDeviations = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    if (counts[c] === 0) continue;
    const place = placeOf(origin, c, d);
    let shift = 0;
    for (let j = 0; j < d; j++) {
      const difference = sums[c * d + j] / counts[c];
      means[c * d + j] = (origin.kind === 'zero' ? 0 : origin.values[place + j]) + difference;
      shift += difference * difference;
    }
    squaredDeviations[c] = Math.max(0, squares[c] - counts[c] * shift);
  }
  return { classes, dimension: d, counts, means, squaredDeviations };
}
