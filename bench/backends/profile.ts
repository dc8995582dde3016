import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

/** Calls of a kernel, and the time spent in it without that of the kernels it calls. */
export interface KernelTime {
  name: string;
  calls: number;
  milliseconds: number;
}

/** Wraps every kernel of the backend in a clock; returns what reads and clears the table, slowest first. */
export function profileKernels(backend: string): () => KernelTime[] {
  const table = new Map<string, KernelTime>();
  const inner: number[] = []; // time in nested kernels, an entry for each kernel under way
  for (const kernel of getKernelsForBackend(backend)) {
    const name = kernel.kernelName;
    unregisterKernel(name, backend);
    registerKernel({
      ...kernel,
      setupFunc: undefined, // has run
      kernelFunc: (args) => {
        inner.push(0);
        const start = performance.now();
        const result = kernel.kernelFunc(args);
        const total = performance.now() - start;
        const entry = table.get(name) ?? { name, calls: 0, milliseconds: 0 };
        table.set(name, { name, calls: entry.calls + 1, milliseconds: entry.milliseconds + total - inner.pop()! });
        if (inner.length > 0) inner[inner.length - 1] += total;
        return result;
      },
    });
  }
  return () => {
    const rows = [...table.values()].sort((a, b) => b.milliseconds - a.milliseconds);
    table.clear();
    return rows;
  };
}
