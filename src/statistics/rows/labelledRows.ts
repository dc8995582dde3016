import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import type { Turn } from '../../input/turns.js';
import { backendRows } from './backendRows.js';
import type { LabelledRows } from './blocks.js';
import { hostRows } from './hostRows.js';
import { LIMITS } from './limits.js';

/**
 * Features as rows. Many rows on tfjs-node stay there, where slices share memory and operations have all cores. Elsewhere,
 * and for few rows, they come to the host once, where sums are float64.
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
