import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Runs `work` and expects as many tensors after it as before, also when it throws. */
export async function expectNoLeak(work: () => unknown): Promise<void> {
  const before = tf.memory().numTensors;
  try {
    await work();
  } catch {
    // An error is what some callers want; a leak is what none does.
  }
  expect(tf.memory().numTensors).toBe(before);
}
