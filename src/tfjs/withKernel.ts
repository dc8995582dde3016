import { getBackend, getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

/**
 * Runs synchronous work with another kernel in place of the stock one, on one backend; elsewhere, and where there is no stock
 * kernel, just runs it.
 *
 * @param wrap makes the kernel, from the stock one
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
