import { globalMeanOf } from './classMeans.js';
import type { ClassStatistics } from './classStatistics.js';

/**
 * What is taken off rows before float32 sums, squares or multiplies them: nothing (length 0), one row for all [d], or a row for each
 * class [C, d]. The less, the faster; but digits cancel where an origin is far from the mean of a class, beside its spread.
 */
export type Origin = Float64Array;

/** Squared distance of a mean from its origin in units of the variance: so many roundings of 1e-7 are what a difference may cost. */
const FAR = 8;

/** The origin is within the spread of every class: N_c ||mu_c - o_c||^2 <= {@link FAR} S_c. */
export function isNear(origin: Origin, { counts, means, squaredDeviations, dimension: d }: ClassStatistics): boolean {
  return counts.every((count, c) => {
    if (count === 0) return true;
    let distance = 0;
    const place = placeOf(origin, c, d);
    for (let j = 0; j < d; j++) distance += (means[c * d + j] - (place < 0 ? 0 : origin[place + j])) ** 2;
    return count * distance <= FAR * squaredDeviations[c];
  });
}

/** The fastest origin that {@link isNear}, values that float32 holds: nothing, mu_G, or else the class means, which it may round. */
export function fastestOrigin(statistics: ClassStatistics): Origin {
  const nothing = new Float64Array(0);
  if (isNear(nothing, statistics)) return nothing;
  const centre = globalMeanOf(statistics).map(Math.fround);
  return isNear(centre, statistics) ? centre : statistics.means;
}

/** Sizes of rows that float32 has room for: sums of their squares, and a millionth of them, are within its range. */
const ROOM = 2 ** 30;

/** What rows about an origin are divided by, so that float32 holds them and their products: 1, or a power of two near their size. */
export function unitOf(origin: Origin, { counts, means, squaredDeviations, dimension: d }: ClassStatistics): number {
  let largest = 0; // mean square of the rows of a class
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] === 0) continue;
    let squares = squaredDeviations[c] / counts[c];
    const place = placeOf(origin, c, d);
    for (let j = 0; j < d; j++) squares += (means[c * d + j] - (place < 0 ? 0 : origin[place + j])) ** 2;
    largest = Math.max(largest, squares);
  }
  const size = Math.sqrt(largest);
  return size === 0 || (size > 1 / ROOM && size < ROOM) ? 1 : 2 ** Math.round(Math.log2(size));
}

/**
 * Statistics from sums of h - o_c [C, d] and of its squares [C]: mu_c = o_c + sum / N_c and S_c = squares - N_c ||mu_c - o_c||^2; zeros
 * for a class without examples.
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
      means[c * d + j] = (place < 0 ? 0 : origin[place + j]) + difference;
      shift += difference * difference;
    }
    squaredDeviations[c] = Math.max(0, squares[c] - counts[c] * shift);
  }
  return { classes, dimension: d, counts, means, squaredDeviations };
}

/** Where o_c begins; -1 where nothing is taken off. */
export function placeOf(origin: Origin, c: number, d: number): number {
  if (origin.length === 0) return -1;
  return origin.length === d ? 0 : c * d;
}
