import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { readAll } from '../../input/read.js';
import { dot } from '../../numeric/linearAlgebra.js';
import { LIMITS } from '../../statistics/rows/limits.js';
import type { Origin } from '../../statistics/rows/origin.js';
import { centredMeansOf, globalMeanOf } from '../../statistics/value/means.js';
import type { ClassMeans } from '../../statistics/value/types.js';
import { type Factor, scaled } from './projection.js';

/** A classifier whose values are on the host. */
export interface ClassifierValues {
  /** W, shape [C, d], row-major: the transpose of the kernel. */
  readonly weights: Float64Array;
  /** b, shape [C]. */
  readonly bias: Float64Array;
}

/** The numbers by which W and the rows are divided before they are multiplied. */
interface LogitScale {
  factor: Factor;
  unit: number;
  manyClasses?: number;
}

/**
 * The logits at the origin of each class of a block, y -> W o_y + b [C], divided by the scale of W and by `unit`: what
 * W (h - o_y) lacks. Where the origins are class means they are computed as (W mu_G + b) + W (mu_y - mu_G), so that a
 * common offset does not cost the digits in which classes differ. The product is one of the backend, for all classes at
 * once while C x C is small, otherwise for those of the block, whose rows are in the order of their classes.
 *
 * @param transposedW makes W^T [d, C] on the backend; it is called in a tidy
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
