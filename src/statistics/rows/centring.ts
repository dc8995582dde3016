import { add, addN, dispose, gather, type Tensor1D, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { Origin } from './origin.js';

/** Subtracts an origin from rows [rows, d]: first the origin as float32 holds it, then what that leaves of it. */
export function centring(origin: Origin, d: number) {
  if (origin.kind === 'zero') return { apply: (rows: Tensor2D) => rows, dispose: () => {} };
  const high = origin.values.map((value) => -Math.fround(value));
  const low = origin.values.map((value, at) => -value - high[at]);
  const terms = [high, low]
    .filter((term) => term.some((value) => value !== 0))
    .map((term) => tensor2d(Float32Array.from(term), [term.length / d, d]));
  return {
    apply(rows: Tensor2D, labels: Tensor1D): Tensor2D {
      if (terms.length === 0) return rows;
      if (origin.kind === 'common') return terms.reduce((left, term) => add(left, term), rows);
      return addN([rows, ...terms.map((term) => gather(term, labels))]);
    },
    dispose: () => dispose(terms),
  };
}
