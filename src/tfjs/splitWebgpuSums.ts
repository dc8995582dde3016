import {
  engine,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** The number of inputs of a shader that every device takes: eight buffers, one of which is the output. */
const MOST = 7;
const splitting = new WeakSet<KernelFunc>();

/**
 * Repairs sums of eight tensors or more on webgpu (4.22.0).
 *
 * The kernel AddN binds a buffer for each tensor, and eight with the output are more than a device takes by default.
 * The shader then does not run, only the page's console is told, and the result is whatever was in memory. Here the
 * tensors are added up seven at a time, as many as fit. Nothing happens where webgpu is not the backend in use, and
 * nothing the second time.
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
