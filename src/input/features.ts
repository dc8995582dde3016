import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, isTensor, refuse } from './checks.js';

/** Reads a tensor. Other values are refused, and so is a tensor that is disposed of. */
export function readTensor(argument: string, value: unknown, expected: string, remedy: string): Tensor {
  if (value instanceof Promise) refuse(argument, expected, describe(value), 'Wait for it with await.');
  if (!isTensor(value)) refuse(argument, expected, describe(value), remedy);
  if (value.isDisposed) {
    const live = 'Call this before the tensor is disposed of, or outside of the tf.tidy that made it.';
    refuse(argument, expected, `${describe(value)} that is disposed of`, live);
  }
  return value;
}

/**
 * The sizes of features [n, ...], read as n rows of d = product of the other dimensions. An empty batch is refused.
 * Whole numbers (int32) are features as well. Complex numbers and truth values have to be made numbers by whoever knows
 * what they mean.
 */
export function featureShape(features: Tensor, argument = 'features'): { n: number; d: number } {
  const remedy = 'Wrap arrays in tf.tensor2d(values).';
  const { shape, dtype } = readTensor(argument, features, 'a tensor of shape [n, d]', remedy);
  const [n, ...rest] = shape;
  const d = rest.reduce((product, size) => product * size, 1);
  if (rest.length === 0 || n === 0 || d === 0) {
    const remedy = n === 0 || d === 0 ? 'Skip empty batches.' : 'Reshape it with tf.reshape(features, [n, d]).';
    refuse(argument, 'a tensor of shape [n, d] with n, d >= 1', describe(features), remedy);
  }
  if (dtype !== 'float32' && dtype !== 'int32') {
    const remedies: Partial<Record<string, string>> = {
      bool: `Pass tf.cast(${argument}, 'float32').`,
      complex64: `Pass tf.concat([tf.real(${argument}), tf.imag(${argument})], -1), or tf.abs(${argument}).`,
    };
    refuse(argument, 'of dtype float32 or int32', describe(features), remedies[dtype] ?? 'Features are numbers.');
  }
  return { n, d };
}
