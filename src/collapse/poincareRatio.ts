import { publicCall } from '../input/publicCall.js';
import { type ClassGeometry, readGeometry } from './geometricCollapse.js';

/**
 * Relates geometric collapse to CDNV: the Poincare ratio max_c Var_c / GC_c is the smallest k for which Var_c <= k GC_c
 * holds in every class of these examples, and hence CDNV <= k . {@link geometricCollapse}.
 *
 * A class of one example has no variance and does not count. A class of some variance and no complexity makes the ratio
 * Infinity.
 *
 * @param geometry The complexities and the statistics of one embedding.
 *
 * @returns The ratio, at least 0, in (input unit)^2.
 * @throws InputError where {@link geometricCollapse} throws one.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
 * poincareRatio({ complexities: [1, 2], statistics: s }); // 0.25: the larger of 1/4 / 1 and 1/4 / 2
 * @see Munn, Dherin and Gonzalvo, "The Impact of Geometric Complexity on Neural Collapse in Transfer Learning", 2024
 */
export function poincareRatio(geometry: ClassGeometry): number {
  return publicCall('poincareRatio', () => {
    const { complexities, statistics } = readGeometry(geometry);
    const ratios = statistics.squaredDeviations.map((sum, c) =>
      sum === 0 ? 0 : sum / statistics.counts[c] / complexities[c],
    );
    return ratios.reduce((most, ratio) => Math.max(most, ratio), 0);
  });
}
