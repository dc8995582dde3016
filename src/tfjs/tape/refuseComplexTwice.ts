import { InputError } from '../../input/checks.js';
import type { TapeNode } from './tapeNode.js';

/**
 * Refuses a second derivative through complex numbers. When TensorFlow.js 4.22.0 walks a tape, it takes no gradient of
 * another type than float32.
 */
export function refuseComplexTwice(path: readonly TapeNode[]): void {
  const node = path.find(({ outputs }) => outputs.some(({ dtype }) => dtype === 'complex64'));
  if (!node) return;
  const got = `'${node.kernelName}', whose output is complex64`;
  const remedy = 'Write a Fourier transform as tf.matMul with matrices of cosines and sines.';
  throw new InputError('f', 'be made of operations on real numbers to be differentiated twice', got, remedy);
}
