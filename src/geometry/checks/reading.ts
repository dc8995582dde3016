import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Turn } from '../../input/turns.js';

/**
 * Work that now and then needs the values of tensors: it yields the tensors and receives their values, and the tensors
 * are disposed of. One text then serves calls that wait for the backend and calls that cannot.
 */
export type Reading<T> = Generator<readonly Tensor[], T, readonly Float32Array[]>;

/** Runs the work at once. It throws where a backend cannot be read synchronously. */
export function readSync<T>(reading: Reading<T>): T {
  let step = reading.next();
  while (!step.done) {
    let values: Float32Array[];
    try {
      values = step.value.map((tensor) => tensor.dataSync().slice() as Float32Array);
    } catch (error) {
      reading.return(undefined as never);
      throw error;
    } finally {
      dispose(step.value as Tensor[]);
    }
    step = reading.next(values);
  }
  return step.value;
}

/** Runs the work, and waits for the values. */
export async function read<T>(reading: Reading<T>, turn?: Turn): Promise<T> {
  let step = reading.next();
  while (!step.done) {
    let values: Float32Array[];
    try {
      values = await Promise.all(step.value.map(async (tensor) => (await tensor.data()).slice() as Float32Array));
      await turn?.();
    } catch (error) {
      reading.return(undefined as never);
      throw error;
    } finally {
      dispose(step.value as Tensor[]);
    }
    step = reading.next(values);
  }
  return step.value;
}
