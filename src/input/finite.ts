/** Finds values that are not finite. */
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
