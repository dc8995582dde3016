import { type GradConfig, getBackend, getGradient, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { InputError } from '../../input/checks.js';
import { insteadOf } from './insteadOf.js';

/** Gradients of TensorFlow.js that every way of importing them registers, and that this library does not replace. */
const BASIC = ['Add', 'Sub', 'BatchMatMul', 'Reshape', 'Sum', 'Relu'];

/**
 * The refusal of an operation that has no gradient. It says whether no gradients are imported at all, or TensorFlow.js
 * has none for this operation, or none of second order.
 */
export function noGradient(kernelName: string): InputError {
  if (!BASIC.some(hasGradient)) {
    const remedy =
      '@tensorflow/tfjs-core brings no gradients by itself: ' +
      "add import '@tensorflow/tfjs-layers' (or '@tensorflow/tfjs') before you measure.";
    return new InputError('f', 'be made of operations that have a gradient registered', 'none at all', remedy);
  }
  const second = /Grad$|Backprop/.test(kernelName);
  const expected = second
    ? 'be made of operations that can be differentiated twice'
    : 'be made of operations that have a gradient in TensorFlow.js';
  const got = `'${kernelName}' on the backend '${getBackend()}', which has none`;
  return new InputError('f', expected, got, insteadOf(kernelName));
}

/** Gradients of this library that stand where TensorFlow.js has none. */
const refusing = new WeakSet<GradConfig>();

/** Whether an operation has a gradient that does more than refuse. */
export function hasGradient(kernelName: string): boolean {
  const gradient = getGradient(kernelName);
  return gradient !== undefined && !refusing.has(gradient);
}

/**
 * Gradients that refuse, one for every kernel of this backend that has none. TensorFlow.js 4.22.0 would say that there
 * is no gradient, but not what to do.
 */
export function refusingGradients(): GradConfig[] {
  const missing = getKernelsForBackend(getBackend()).filter(({ kernelName }) => !getGradient(kernelName));
  return missing.map(({ kernelName }) => {
    const gradFunc = () => {
      throw noGradient(kernelName);
    };
    const gradient: GradConfig = { kernelName, gradFunc };
    refusing.add(gradient);
    return gradient;
  });
}
