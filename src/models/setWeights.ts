import { clone, dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Plan } from './planWeights.js';

/**
 * Sets all weights or none. Every value is read and checked before the first is set, and where setting or `accept`
 * fails the old ones come back. Old values are held meanwhile. That copies nothing, since weights are replaced and not
 * overwritten.
 */
export async function setWeights(plans: readonly Plan[], accept: () => Promise<void>): Promise<void> {
  const held: Tensor[] = [];
  const hold = <T extends Tensor>(value: T): T => {
    held.push(value);
    return value;
  };
  try {
    const filled = plans.filter(({ read }) => read.length > 0);
    const values = filled.map(({ read }) => read.map((each) => hold(each())));
    const before = filled.map(({ leaf }) => leaf.layer.getWeights().map((each) => hold(clone(each))));
    try {
      for (const [i, { leaf }] of filled.entries()) leaf.layer.setWeights(values[i]);
      await accept();
    } catch (error) {
      for (const [i, { leaf }] of filled.entries()) leaf.layer.setWeights(before[i]);
      throw error;
    }
  } finally {
    dispose(held);
  }
}
