import type { Tensor2D } from '@tensorflow/tfjs-core';
import { dot } from '../../numeric/linearAlgebra.js';
import type { Origin } from '../../statistics/rows/origin.js';
import { centredRows, globalMeanOf } from '../../statistics/value/means.js';
import type { ClassMeans } from '../../statistics/value/types.js';
import { type Factor, type OriginScale, productsByClass, scaled } from './projection.js';

/** A classifier whose values are on the host. */
export interface ClassifierValues {
  /** W, shape [C, d], row-major: the transpose of the kernel. */
  readonly weights: Float64Array;
  /** b, shape [C]. */
  readonly bias: Float64Array;
}

/**
 * The logits at the origin of each class of a block, y -> W o_y + b [C], divided by the scale of W and by `unit`: what
 * W (h - o_y) lacks. Where each class has an origin they are computed as (W mu_G + b) + W (o_y - mu_G), so that a
 * common offset does not cost the digits in which classes differ, and the product is one of the backend.
 *
 * @param transposedW makes W^T [d, C] on the backend; it is called in a tidy
 */
export function logitsAtOrigins(
  means: ClassMeans,
  { bias }: ClassifierValues,
  origin: Origin,
  { factor: w, unit, few }: OriginScale & { factor: Factor },
  transposedW: () => Tensor2D,
): (labels: Int32Array) => Promise<(y: number) => Float64Array> {
  const { dimension: d } = means;
  const shared = origin.kind === 'common' ? origin.values : origin.kind === 'zero' ? undefined : globalMeanOf(means);
  const common = bias.map((b, c) => ((shared ? dot(w.values, shared, d, c * d) : 0) + b / w.scale) / unit);
  if (origin.kind !== 'byClass') return async () => () => common;
  const centred = scaled(centredRows(origin.values, shared!)); // [C, d]
  return productsByClass(centred.values, d, few, transposedW, { scale: centred.scale / unit, plus: common });
}
