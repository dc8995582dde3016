import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import type { Turn } from '../../input/turns.js';
import { backendRows } from './backendRows.js';
import type { LabelledRows } from './blocks.js';
import { hostRows } from './hostRows.js';
import { LIMITS } from './limits.js';

/**
 * Decides where labelled features are read. Many rows on tfjs-node stay there, since its slices share memory and its
 * operations use every core. On other backends, and where they are few, rows are copied to the host once, where sums
 * are float64.
 */
export async function labelledRows(
  features: Tensor,
  labels: Int32Array,
  classes: number,
  turn?: Turn,
): Promise<LabelledRows> {
  const staysThere = getBackend() === 'tensorflow' && features.size > LIMITS.block && classes < LIMITS.manyClasses;
  if (staysThere) return backendRows(features, labels, classes, { turn });
  return hostRows(await features.data(), labels, classes, { turn });
}
