import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Runs `work` and expects as many tensors after it as before. Where it is to end in an error, `message` says in which:
 * an error that nobody expects would leave nothing behind because nothing was done.
 */
export async function expectNoLeak(work: () => unknown, message?: string | RegExp): Promise<void> {
  const before = tf.memory().numTensors;
  if (message === undefined) await work();
  else await expect((async () => await work())()).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
}
