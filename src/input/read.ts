/** Reads values from a backend, and finds those that are not finite. */
import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { refuse } from './checks.js';

/** Refuses features with a value that is NaN or infinite, and says where it is. */
export function refuseNonFinite(value: number, row: number, column: number): never {
  const remedy = 'Look for a diverged loss or a division by zero upstream.';
  return refuse('features', 'finite', `${value} at row ${row}, column ${column}`, remedy);
}

/** The index of the first NaN or infinite value, or -1 where all are finite. */
export function firstNonFinite(values: ArrayLike<number>): number {
  // A running sum of x - x is 0 while every x is finite and NaN ever after: one branch for the whole array.
  let poison = 0;
  for (let i = 0; i < values.length; i++) poison += values[i] - values[i];
  if (poison === 0) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** The values of the float32 tensors that `work` makes. The tensors are disposed of. */
export async function readAll(work: () => Tensor[]): Promise<Float32Array[]> {
  const tensors = tidy(work);
  try {
    return (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
  } finally {
    dispose(tensors);
  }
}
