import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { dot } from '../../numeric/linearAlgebra.js';
import { LIMITS } from '../../statistics/rows/limits.js';
import type { Origin } from '../../statistics/rows/origin.js';
import { centredMeansOf, globalMeanOf } from '../../statistics/value/means.js';
import type { ClassMeans } from '../../statistics/value/types.js';
import { type Factor, scaled } from './projection.js';

/** A classifier on the host. */
export interface ClassifierValues {
  /** W, shape [C, d], row-major: the kernel's transpose. */
  readonly weights: Float64Array;
  /** b, shape [C]. */
  readonly bias: Float64Array;
}

/** How W (h - o) comes: of W divided by the scale of `factor`, and rows divided by `unit`. */
interface LogitScale {
  factor: Factor;
  unit: number;
  manyClasses?: number;
}

/**
 * Of the labels of a block, y -> W o_y + b [C], divided by the scale of W and by `unit`. About class means it is (W mu_G + b) + W (mu_y - mu_G), so
 * that a common offset does not eat the digits in which classes differ: a product of the backend, of all classes while C x C is
 * small, else of those of the block, which come in order.
 *
 * @param transposedW [d, C], on the backend; called in a tidy
 */
export function logitsAtOrigins(
  means: ClassMeans,
  { bias }: ClassifierValues,
  origin: Origin,
  { factor: w, unit, manyClasses = LIMITS.manyClasses }: LogitScale,
  transposedW: () => Tensor2D,
) {
  const { classes, dimension: d } = means;
  const shared = origin.kind === 'common' ? origin.values : origin.kind === 'zero' ? undefined : globalMeanOf(means);
  const common = bias.map((b, c) => ((shared ? dot(w.values, shared, d, c * d) : 0) + b / w.scale) / unit);
  if (origin.kind !== 'byClass') return async () => () => common;
  const centred = scaled(centredMeansOf(means)); // [C, d]
  let [first, last] = [0, -1];
  let table = new Float64Array(0); // [last - first + 1, C]
  return async (labels: Int32Array) => {
    const [low, high] = classes < manyClasses ? [0, classes - 1] : [labels[0], labels[labels.length - 1]];
    if (low !== first || high !== last) {
      const some = Float32Array.from(centred.values.subarray(low * d, (high + 1) * d));
      const [product] = await readAll(() => [matMul(tensor2d(some, [some.length / d, d]), transposedW())]);
      table = new Float64Array(product.length);
      for (let at = 0; at < table.length; at += classes) {
        for (let c = 0; c < classes; c++) table[at + c] = (product[at + c] * centred.scale) / unit + common[c];
      }
      [first, last] = [low, high];
    }
    return (y: number) => table.subarray((y - first) * classes, (y - first + 1) * classes);
  };
}
