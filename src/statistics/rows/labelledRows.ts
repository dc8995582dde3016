import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import { backendRows } from './backendRows.js';
import type { LabelledRows } from './blocks.js';
import { hostRows } from './hostRows.js';
import { LIMITS, type RowOptions } from './limits.js';

/**
 * Decides where labelled features are read. Many rows on tfjs-node stay there, since its slices share memory and its
 * operations use every core. On other backends, and where they are few, rows are copied to the host once, where sums
 * are float64. So are whole numbers (int32), since they have to be looked at.
 */
export async function labelledRows(
  features: Tensor,
  labels: Int32Array,
  classes: number,
  options: RowOptions = {},
): Promise<LabelledRows> {
  const many = features.size > LIMITS.block && classes < LIMITS.manyClasses;
  if (many && getBackend() === 'tensorflow' && features.dtype === 'float32') {
    return backendRows(features, labels, classes, options);
  }
  const values = await features.data();
  if (features.dtype === 'int32') refuseRounded(values, features.size / labels.length);
  return hostRows(values, labels, classes, options);
}

/** The whole numbers that float32 holds have at most this magnitude. Larger ones are rounded by up to 64. */
const MOST_WHOLE = 2 ** 24;

/** Refuses whole numbers [n, d] that float32 rounds, since rows become float32 before they are multiplied. */
function refuseRounded(values: ArrayLike<number>, d: number): void {
  for (let at = 0; at < values.length; at++) {
    if (Math.abs(values[at]) <= MOST_WHOLE) continue;
    const expected = `whole numbers from -${MOST_WHOLE} to ${MOST_WHOLE}, which float32 holds`;
    const got = `${values[at]} at row ${Math.floor(at / d)}, column ${at % d}`;
    refuse('features', expected, got, "Subtract an offset first: tf.sub(features, tf.scalar(offset, 'int32')).");
  }
}
