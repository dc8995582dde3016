import { refuse } from '../input/checks.js';

/** Scores that differ by no more than this share of the largest are equal: rounding alone tells them apart. */
const ROUNDING = 64 * Number.EPSILON;

/**
 * The number of queries of each class that a head gets right, [N]. Scores [N Q, N] are those of queries class by class.
 * A query whose class shares the highest score with k - 1 others counts as 1/k.
 */
export function countRight(scores: Float64Array, ways: number): Float64Array {
  const right = new Float64Array(ways);
  const queries = scores.length / (ways * ways);
  for (let c = 0; c < ways; c++) {
    for (let i = c * queries; i < (c + 1) * queries; i++) {
      const own = scores[i * ways + c];
      if (!Number.isFinite(own))
        refuse('features', 'such that scores are finite', String(own), 'Divide them by a constant.');
      let largest = 0;
      for (let k = i * ways; k < (i + 1) * ways; k++) largest = Math.max(largest, Math.abs(scores[k]));
      const rounding = ROUNDING * largest;
      let ties = 0;
      let above = 0;
      for (let k = i * ways; k < (i + 1) * ways; k++) {
        if (scores[k] > own + rounding) above++;
        else if (scores[k] >= own - rounding) ties++;
      }
      if (above === 0) right[c] += 1 / ties;
    }
  }
  return right;
}
