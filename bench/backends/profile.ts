/** `npm run bench:backends -- --profile [backend]`: where the time of a step goes, kernel by kernel. */
import * as tf from '@tensorflow/tfjs-core';

/** Wraps every kernel of the backend so that it counts its calls and its own time, without that of kernels it calls. */
export function profileKernels(backend: string): () => [name: string, calls: number, milliseconds: number][] {
  const table = new Map<string, { calls: number; milliseconds: number }>();
  const inner: number[] = []; // time spent in nested kernels, one entry per kernel under way
  for (const kernel of tf.getKernelsForBackend(backend)) {
    tf.unregisterKernel(kernel.kernelName, backend);
    tf.registerKernel({
      ...kernel,
      setupFunc: undefined,
      kernelFunc: (args) => {
        inner.push(0);
        const start = performance.now();
        try {
          return kernel.kernelFunc(args);
        } finally {
          const total = performance.now() - start;
          const entry = table.get(kernel.kernelName) ?? { calls: 0, milliseconds: 0 };
          entry.calls++;
          entry.milliseconds += total - inner.pop()!;
          table.set(kernel.kernelName, entry);
          if (inner.length > 0) inner[inner.length - 1] += total;
        }
      },
    });
  }
  return () => {
    const rows = [...table].map(
      ([name, { calls, milliseconds }]) => [name, calls, milliseconds] as [string, number, number],
    );
    table.clear();
    return rows.sort((a, b) => b[2] - a[2]);
  };
}
