import { getKernel } from '@tensorflow/tfjs-core';
import { InputError } from '../../input/checks.js';
import { INSTEAD } from './insteadOf.js';
import { hasGradient } from './noGradient.js';

/** Where else a kernel may be, in the order of advice: the first two start wherever they are registered. */
const BACKENDS = ['tensorflow', 'cpu', 'wasm', 'webgl', 'webgpu'];

/** What to write in place of a kernel that a backend lacks. */
const ELSEWHERE: Record<string, string> = {
  Einsum: 'Or write it with tf.matMul, tf.transpose and tf.reshape.',
  FFT: 'Or write the transform as tf.matMul with matrices of cosines and sines.',
  IFFT: 'Or write the transform as tf.matMul with matrices of cosines and sines.',
  Complex: 'Or keep real and imaginary parts in two tensors.',
  LogSoftmax: 'Or write tf.log(tf.softmax(x)).',
  UnsortedSegmentSum: 'Or use tf.scatterND, which adds entries of one index.',
};

/** Runs a forward pass. A kernel that this backend lacks is refused with the names of the backends that have it. */
export function explainingKernels<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw noKernel(error) ?? error;
  }
}

/** The refusal that explains an error of TensorFlow.js, where that is of a missing kernel. */
export function noKernel(error: unknown): InputError | undefined {
  const [, kernel, backend] = /kernel '(\w+)' (?:not registered )?for backend '(\w+)'/i.exec(String(error)) ?? [];
  if (!kernel) return undefined;
  const expected = `be made of operations that the backend '${backend}' has, their gradients too`;
  const others = BACKENDS.filter((name) => name !== backend && getKernel(kernel, name));
  const has = others.map((name) => `'${name}'`).join(' and ');
  const [first = 'cpu'] = others;
  let remedy = has
    ? `${has} ${others.length > 1 ? 'have' : 'has'} it: call await tf.setBackend('${first}') first.`
    : "Add import '@tensorflow/tfjs-backend-cpu', and call await tf.setBackend('cpu') first.";
  if (ELSEWHERE[kernel]) remedy += ` ${ELSEWHERE[kernel]}`;
  // Another backend is no help where the operation has no gradient anywhere.
  if (INSTEAD[kernel] && !hasGradient(kernel)) remedy = INSTEAD[kernel];
  if (backend === 'wasm' && /Conv2d?(Native)?Backprop/i.test(kernel)) {
    remedy = "Call registerWasmKernels() or await useBestBackend(), both of 'geocollapse/backends', first.";
  }
  return Object.assign(new InputError('f', expected, `'${kernel}', which it lacks`, remedy), { cause: error });
}
