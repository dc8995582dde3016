import { squaredDistance } from '../../numeric/kernels.js';
import { dot } from '../../numeric/linearAlgebra.js';
import type { ClassStatistics } from '../../statistics/value/types.js';
import { squaredRoundingOfMeans } from './pairDistances.js';

/**
 * For each class the first class whose mean equals its own up to rounding, length C. With it, rounding does not decide
 * which of two equal means is nearest. Only means of almost equal norms are compared, in the order of their norms.
 */
export function twins(statistics: ClassStatistics): Int32Array {
  const { means, classes, dimension: d } = statistics;
  const rounding = squaredRoundingOfMeans(statistics);
  const norms = Float64Array.from({ length: classes }, (_, c) => Math.sqrt(dot(means, means, d, c * d, c * d)));
  const order = Int32Array.from({ length: classes }, (_, c) => c).sort((a, b) => norms[a] - norms[b]);
  const widest = Math.sqrt(rounding.reduce((most, value) => Math.max(most, value), 0));
  const first = Int32Array.from({ length: classes }, (_, c) => c);
  for (let k = 1; k < classes; k++) {
    const c = order[k];
    for (let before = k - 1; before >= 0 && norms[c] - norms[order[before]] <= widest; before--) {
      const other = order[before];
      if (first[other] === first[c]) continue;
      if (squaredDistance(means, d, c, other) > Math.max(rounding[c], rounding[other])) continue;
      const [least, replaced] = [Math.min(first[c], first[other]), Math.max(first[c], first[other])];
      for (let at = 0; at < classes; at++) if (first[at] === replaced) first[at] = least;
    }
  }
  return first;
}
