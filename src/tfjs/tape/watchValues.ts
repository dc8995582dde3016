import { engine, type Tensor } from '@tensorflow/tfjs-core';

interface EngineThatRuns {
  runKernelFunc?: (params: never) => Tensor | Tensor[];
  state: { kernelDepth: number };
}

/**
 * Runs work and reads the float32 tensors that its operations return, by their ids. It also has the values of those
 * that are disposed of before the work is done.
 *
 * @returns Undefined in a version of TensorFlow.js that runs operations otherwise: 4.22.0 has them in one private
 *   member.
 */
export function watchValues<T>(work: () => T): { result: T; values: Map<number, Float32Array> } | undefined {
  const host = engine() as unknown as EngineThatRuns;
  const run = host.runKernelFunc;
  if (typeof run !== 'function' || Object.hasOwn(host, 'runKernelFunc')) return undefined;
  const values = new Map<number, Float32Array>();
  host.runKernelFunc = (params) => {
    const made = run.call(host, params);
    if (host.state.kernelDepth === 0) {
      for (const tensor of [made].flat()) {
        if (tensor?.dtype === 'float32') values.set(tensor.id, tensor.dataSync().slice() as Float32Array);
      }
    }
    return made;
  };
  try {
    return { result: work(), values };
  } finally {
    delete host.runKernelFunc; // the method of the class shows again
  }
}
