import { clone, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Random } from '../../numeric/random.js';
import { offTheTape } from '../../tfjs/tape/offTheTape.js';
import { linearise, type Maps } from '../products/linearisation.js';
import type { Reading } from './reading.js';

/** Features, cotangents v and products J^T v at some points, an array of each for every embedding. */
export interface Products {
  /** f_k(x), [m . d]. */
  readonly features: readonly Float32Array[];
  /** v_k [m . d], normal. */
  readonly cotangents: readonly Float32Array[];
  /** J_k^T v_k, [m . p]. */
  readonly products: readonly Float32Array[];
}

/** Runs the embeddings forward and backward at points [m, ...] that are given by their values. */
export function* productsAt(
  maps: Maps,
  base: Float32Array,
  shape: readonly number[],
  random: Random,
): Reading<Products> {
  const x = tensor(base, [...shape]);
  try {
    const linear = offTheTape(() => linearise(maps, x));
    try {
      const features = yield linear.outputs.map((y) => offTheTape(() => clone(y)));
      const cotangents = features.map(({ length }) => Float32Array.from({ length }, random.normal));
      const products = yield cotangents.map((v, k) => offTheTape(() => linear.product(k, v)));
      return { features, cotangents, products };
    } finally {
      linear.dispose();
    }
  } finally {
    x.dispose();
  }
}

/**
 * Runs the embeddings forward at several sets of points [m, ...], as many sets at a time as `most` rows allow.
 *
 * @returns values [embedding][set][m . d]; undefined where f does not take the points
 */
export function* valuesAt(
  maps: Maps,
  points: readonly Float32Array[],
  [m, ...rest]: readonly number[],
  most: number,
): Reading<Float32Array[][] | undefined> {
  const values: Float32Array[][] = [];
  const together = Math.max(1, Math.floor(most / m));
  for (let start = 0; start < points.length; start += together) {
    const group = points.slice(start, start + together);
    const all = new Float32Array(group.length * points[0].length);
    for (const [i, point] of group.entries()) all.set(point, i * point.length);
    const x = tensor(all, [group.length * m, ...rest]);
    try {
      let made: Tensor[];
      try {
        made = offTheTape(() => tidy(() => maps(x).map((y) => clone(y))));
      } catch {
        return undefined; // a step outside of what f is made for
      }
      const outputs = yield made;
      for (const [k, y] of outputs.entries()) {
        const size = y.length / group.length;
        values[k] = [...(values[k] ?? []), ...group.map((_, i) => y.subarray(i * size, (i + 1) * size))];
      }
    } finally {
      x.dispose();
    }
  }
  return values;
}
