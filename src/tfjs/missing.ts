import { type GradConfig, getBackend, getGradient, getKernel, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { InputError } from '../input/checks.js';
import { FilterGradientNeeded } from './inputGradientsOnly.js';

/** What to write in place of an operation that has no gradient. */
const INSTEAD: Record<string, string> = {
  Bincount: 'Multiply by a one-hot matrix with tf.matMul.',
  CropAndResize: 'Cut with tf.slice, and resize with tf.image.resizeBilinear.',
  Cumprod: 'Multiply slices with tf.mul, or take tf.exp(tf.cumsum(tf.log(x))) where x is positive.',
  DenseBincount: 'Multiply by a one-hot matrix with tf.matMul.',
  Dilation2DBackpropInput: 'Take tf.max of stacked slices, to which the filter is added.',
  Dilation2DBackpropFilter: 'Take tf.max of stacked slices, to which the filter is added.',
  MaxPoolWithArgmax: 'Use tf.maxPool.',
  RotateWithOffset: 'Rotate the images before they are passed in, outside of f.',
  SparseSegmentMean: 'Use tf.gather and tf.mean.',
  SparseSegmentSum: 'Use tf.gather and tf.sum.',
  SparseToDense: 'Use tf.scatterND.',
  Transform: 'Transform the images before they are passed in, outside of f.',
  Unique: 'Find the distinct values outside of f.',
  fusedConv2d__op: 'Give the layer an activation if it is dilated, or use tf.conv2d.',
  fusedDepthwiseConv2d__op: 'Give the layer an activation if it is dilated, or use tf.depthwiseConv2d.',
  logSigmoid__op: 'Write tf.neg(tf.softplus(tf.neg(x))).',
};
const DEFAULT =
  'Write it with operations that have one (docs/derivatives.md lists them), or give it one with tf.customGrad.';

/** Of TensorFlow.js, some that every way of importing gradients registers, and that this library does not replace. */
const BASIC = ['Add', 'Sub', 'BatchMatMul', 'Reshape', 'Sum', 'Relu'];

/** Where else a kernel may be: first the two that start wherever they are registered. */
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

/** The refusal of an operation that has no gradient: because none are imported, because TensorFlow.js has none, or none of second order. */
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
  return new InputError('f', expected, got, INSTEAD[kernelName] ?? DEFAULT);
}

/** TensorFlow.js 4.22 takes gradients of dtype float32 alone when it walks a tape: there is no second derivative through complex numbers. */
export function refuseComplexTwice(kernelName: string): never {
  const got = `'${kernelName}', whose output is complex64`;
  const remedy = 'Write a Fourier transform as tf.matMul with matrices of cosines and sines.';
  throw new InputError('f', 'be made of operations on real numbers to be differentiated twice', got, remedy);
}

/** Gradients of ours that stand where TensorFlow.js has none. */
const refusing = new WeakSet<GradConfig>();

function hasGradient(kernelName: string): boolean {
  const gradient = getGradient(kernelName);
  return gradient !== undefined && !refusing.has(gradient);
}

/** Gradients that refuse, for every kernel of this backend that has none: TensorFlow.js would not say what to do. */
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

/** Runs a forward pass; a kernel that this backend lacks is refused with the backends that have it. */
export function explainingKernels<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw noKernel(error) ?? error;
  }
}

/** Runs the gradient of one operation; whatever it fails with becomes a refusal that names the operation and says what to do. */
export function explainingGradient<T>(kernelName: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError || error instanceof FilterGradientNeeded || error instanceof RangeError)
      throw error;
    throw noKernel(error) ?? failedGradient(error, kernelName);
  }
}

function noKernel(error: unknown): InputError | undefined {
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

/** Operations with a gradient of their own have the name of the scope that they ran in, if any. */
export function nameOf(kernelName: string): string {
  const name = kernelName.replace(/__op$/, '');
  return name === '' || name === 'unnamed scope' ? 'an operation of tf.customGrad' : `'${name}'`;
}

function failedGradient(error: unknown, kernelName: string): InputError {
  const operation = nameOf(kernelName);
  const message = error instanceof Error ? error.message : String(error);
  const refusal = /disposed|undefined \(reading 'backend'\)/i.test(message)
    ? new InputError(
        'f',
        'be made of operations that save what their gradient needs',
        `${operation}, whose own gradient (tf.customGrad) holds a tensor that is gone`,
        INSTEAD[kernelName] ??
          'Hand the tensor on with save([tensor]), and take it from the second argument of gradFunc.',
      )
    : new InputError(
        'f',
        'be made of operations whose gradient works',
        `${operation} on the backend '${getBackend()}', whose gradient fails with "${message}"`,
        INSTEAD[kernelName] ?? DEFAULT,
      );
  return Object.assign(refusal, { cause: error });
}
