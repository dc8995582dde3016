import { getBackend, getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

/**
 * Runs synchronous work with another kernel in place of the registered one, on one backend. On other backends, and
 * where there is no such kernel, the work just runs.
 *
 * @param wrap Makes the new kernel from the registered one.
 */
export function withKernel<T>(
  kernelName: string,
  backendName: string,
  wrap: (stock: KernelFunc) => KernelFunc,
  work: () => T,
): T {
  const stock = getBackend() === backendName ? getKernel(kernelName, backendName) : undefined;
  if (!stock) return work();
  unregisterKernel(kernelName, backendName);
  registerKernel({ ...stock, kernelFunc: wrap(stock.kernelFunc) });
  try {
    return work();
  } finally {
    unregisterKernel(kernelName, backendName);
    registerKernel(stock);
  }
}
