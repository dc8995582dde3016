import { refuse } from '../input/checks.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from './readStatistics.js';
import type { ClassStatistics } from './value/types.js';

/**
 * Starts a fold over batches: the statistics of no examples, the neutral element of {@link mergeClassStatistics}.
 *
 * @returns Statistics of no class and no dimension, which fit any other.
 * @example
 * let s = emptyClassStatistics();
 * for await (const { features, labels } of batches()) {
 *   s = mergeClassStatistics(s, await classStatistics(features, labels));
 * }
 * exampleCount(s); // 40: two batches of 20
 */
export function emptyClassStatistics(): ClassStatistics {
  return publicCall('emptyClassStatistics', () => {
    return {
      classes: 0,
      dimension: 0,
      counts: new Float64Array(0),
      means: new Float64Array(0),
      squaredDeviations: new Float64Array(0),
    };
  });
}

/**
 * Adds up batches, workers or machines: the statistics of the union of two disjoint sets of examples.
 *
 * Per class, with delta = mu_b - mu_a: mu = mu_a + delta N_b / N and S = S_a + S_b + (N_a N_b / N) delta delta^T. The
 * merge is associative and commutative up to rounding.
 *
 * @param a Class statistics of some examples.
 * @param b Class statistics of other examples, of the same dimension.
 * @returns The statistics of both, with the larger number of classes. Neither argument is changed.
 * @throws InputError when the dimensions differ, or when one has a within-class scatter and the other has none.
 * @example
 * const a = await classStatistics(tf.tensor2d([[-1.5], [0.5]]), [0, 1]);
 * const b = await classStatistics(tf.tensor2d([[-0.5], [1.5]]), [0, 1]);
 * cdnv(mergeClassStatistics(a, b)); // 0.0625: that of the four examples
 */
export function mergeClassStatistics(a: ClassStatistics, b: ClassStatistics): ClassStatistics {
  return publicCall('mergeClassStatistics', () => mergeStatistics(readStatistics(a, 'a'), readStatistics(b, 'b')));
}

/** {@link mergeClassStatistics} of statistics that are checked. */
export function mergeStatistics(a: ClassStatistics, b: ClassStatistics): ClassStatistics {
  if (a.dimension === 0 && a.classes === 0) return b;
  if (b.dimension === 0 && b.classes === 0) return a;
  const d = a.dimension;
  if (d !== b.dimension) {
    const remedy = 'Merge statistics of one layer only.';
    refuse('b.dimension', `${d}, as in a`, String(b.dimension), remedy);
  }
  if (!a.withinClassScatter !== !b.withinClassScatter) {
    const has = (s: ClassStatistics) => (s.withinClassScatter ? 'a scatter' : 'no scatter');
    const remedy = 'Pass the same `scatter` option to every classStatistics call.';
    refuse('b.withinClassScatter', `as in a (${has(a)})`, has(b), remedy);
  }
  const classes = Math.max(a.classes, b.classes);
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes * d);
  const squaredDeviations = new Float64Array(classes);
  const scatter = a.withinClassScatter?.slice();
  if (scatter) for (let i = 0; i < d * d; i++) scatter[i] += b.withinClassScatter![i];
  const delta = new Float64Array(d);
  for (let c = 0; c < classes; c++) {
    const nA = a.counts[c] ?? 0;
    const nB = b.counts[c] ?? 0;
    const n = nA + nB;
    counts[c] = n;
    squaredDeviations[c] = (a.squaredDeviations[c] ?? 0) + (b.squaredDeviations[c] ?? 0);
    if (nA === 0 || nB === 0) {
      const source = nA > 0 ? a : b;
      if (n > 0) means.set(source.means.subarray(c * d, (c + 1) * d), c * d);
      continue;
    }
    const weight = (nA * nB) / n;
    let squaredShift = 0;
    for (let j = 0; j < d; j++) {
      delta[j] = b.means[c * d + j] - a.means[c * d + j];
      // The mean of more examples gets the smaller correction, which keeps its digits.
      means[c * d + j] = nA >= nB ? a.means[c * d + j] + delta[j] * (nB / n) : b.means[c * d + j] - delta[j] * (nA / n);
      squaredShift += delta[j] * delta[j];
    }
    squaredDeviations[c] += weight * squaredShift;
    if (scatter) {
      for (let i = 0; i < d; i++) {
        const factor = weight * delta[i];
        for (let j = 0; j < d; j++) scatter[i * d + j] += factor * delta[j];
      }
    }
  }
  return {
    classes,
    dimension: d,
    counts,
    means,
    squaredDeviations,
    ...(scatter && { withinClassScatter: scatter }),
    ...(scatter && (a.float32Scatter || b.float32Scatter) && { float32Scatter: true as const }),
  };
}
