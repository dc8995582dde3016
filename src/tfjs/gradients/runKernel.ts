import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs a kernel with one output that has no function of its own in TensorFlow.js, on the backend in use. */
export function runKernel(kernelName: string, inputs: NamedTensorMap, attrs: object): Tensor {
  return engine().runKernel(kernelName, inputs, attrs as NamedAttrMap);
}
