import {
  engine,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Inputs of a shader that every device takes: eight buffers, one of which is the output. */
const MOST = 7;
const splitting = new WeakSet<KernelFunc>();

/**
 * Sums of eight tensors or more on webgpu (4.22.0): AddN binds a buffer for each, more than devices take by default; the shader does not
 * run, the page's console is told, and the result is whatever was in memory. Here they are added up seven at a time.
 *
 * Does nothing where webgpu is not the backend in use, and nothing the second time.
 */
export function splitWebgpuSums(): void {
  const stock = engine().backendName === 'webgpu' ? getKernel('AddN', 'webgpu') : undefined;
  if (!stock || splitting.has(stock.kernelFunc)) return;
  const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
    const terms = Object.values(inputs) as TensorInfo[];
    const { disposeData } = backend as KernelBackend;
    const sum = (some: TensorInfo[]) => stock.kernelFunc({ inputs: some as never, attrs, backend }) as TensorInfo;
    let total = sum(terms.slice(0, MOST));
    for (let from = MOST; from < terms.length; from += MOST - 1) {
      const before = total;
      total = sum([before, ...terms.slice(from, from + MOST - 1)]);
      disposeData.call(backend, before.dataId);
    }
    return total;
  };
  splitting.add(kernelFunc);
  unregisterKernel('AddN', 'webgpu');
  registerKernel({ ...stock, kernelFunc });
}
