import '@tensorflow/tfjs-backend-cpu'; // whose tensors are counted where a test has no backend of its own
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from 'geocollapse';
import { expect } from 'vitest';

/** The refusal of a call, which is an InputError and leaves no tensor behind. */
export async function refusal(call: () => unknown): Promise<InputError> {
  const before = tf.memory().numTensors;
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(tf.memory().numTensors).toBe(before);
  expect(error, 'it was not refused').toBeInstanceOf(InputError);
  return error as InputError;
}
