import { publicCall } from '../input/publicCall.js';
import { type ClassGeometry, readGeometry } from './geometricCollapse.js';

/**
 * The Poincare ratio max_c Var_c / GC_c: the smallest k for which Var_c <= k GC_c holds in every class of these
 * examples, and hence CDNV <= k . geometric collapse. A class of one example has no variance and adds nothing; a class
 * of some variance and no complexity makes it Infinity.
 *
 * @returns in units of (input unit)^2
 * @throws InputError as {@link geometricCollapse}
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
