import { describe, refuse } from '../input/checks.js';
import { readList } from '../input/numbers.js';
import { later, needed, readOptions } from '../input/options.js';
import { publicCall } from '../input/publicCall.js';
import { readStatistics } from '../statistics/readStatistics.js';
import { requireEveryClass } from '../statistics/value/requirements.js';
import type { ClassStatistics } from '../statistics/value/types.js';
import { meanOverPairs } from './cdnv.js';
import { meanDistances, type PairDistances } from './means/pairDistances.js';

/** What {@link geometricCollapse} and {@link poincareRatio} compare, class by class. */
export interface ClassGeometry {
  /**
   * Geometric complexity of each class, length C, from {@link classComplexities} or `perClass` of
   * {@link geometricComplexityOfBatches}.
   */
  complexities: ArrayLike<number>;
  /** Class statistics of the same embedding. Each class needs an example. */
  statistics: ClassStatistics;
}

/**
 * Tells how strongly an embedding reacts to its input within classes, in comparison with the distances between them:
 * geometric collapse.
 *
 * It is the mean over pairs i != j of (GC_i + GC_j) / (2 ||mu_i - mu_j||^2), with GC_c the geometric complexity over
 * class c. Where the Poincare inequality Var_c <= k GC_c holds, CDNV is at most k times geometric collapse.
 *
 * @param geometry The complexities and the statistics of one embedding.
 *
 * @returns Geometric collapse >= 0, in 1 / (input unit)^2.
 * @throws InputError when the lengths differ, when a complexity is negative or not finite, or when a class is empty.
 * @example
 * const s = await classStatistics(tf.tensor2d([[-1], [1]]), [0, 1]);
 * geometricCollapse({ complexities: [2, 6], statistics: s }); // 1: (2 + 6) / (2 . 2^2)
 * @see Munn, Dherin and Gonzalvo, "The Impact of Geometric Complexity on Neural Collapse in Transfer Learning", 2024
 */
export function geometricCollapse(geometry: ClassGeometry): number {
  return publicCall('geometricCollapse', () => {
    const { complexities, statistics } = readGeometry(geometry);
    return geometricCollapseAt(complexities, meanDistances(statistics));
  });
}

/** {@link geometricCollapse} with the distances of the class means at hand, of complexities that are checked. */
export function geometricCollapseAt(complexities: ArrayLike<number>, distances: PairDistances): number {
  return meanOverPairs(complexities, distances);
}

/** Reads complexities and statistics that belong together. */
export function readGeometry(geometry: ClassGeometry): { complexities: Float64Array; statistics: ClassStatistics } {
  const { statistics: given, complexities } = readOptions(geometry, GEOMETRY, 'geometry');
  const statistics = readStatistics(given);
  return { statistics, complexities: checkComplexities({ complexities, statistics }) };
}

const GEOMETRY = { complexities: needed(later<ArrayLike<number>>()), statistics: needed(later<ClassStatistics>()) };

/** Refuses complexities that are not one finite number, not negative, for each class, and classes without examples. */
export function checkComplexities({ complexities, statistics }: ClassGeometry): Float64Array {
  requireEveryClass(statistics);
  const list = readList('complexities', complexities, `an array of length ${statistics.classes}`);
  if (list.length !== statistics.classes) {
    const remedy = 'Pass one geometric complexity per class of `statistics`.';
    refuse('complexities', `of length ${statistics.classes}`, describe(complexities), remedy);
  }
  return Float64Array.from(list as ArrayLike<number>, (_, c) => {
    const value = list[c];
    if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
    const remedy = 'A class without examples has no complexity: measure it on more.';
    return refuse('complexities', 'finite and not negative', `${describe(value)} for class ${c}`, remedy);
  });
}
