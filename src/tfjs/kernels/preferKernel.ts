import {
  getKernel,
  type KernelFunc,
  registerKernel,
  type Tensor,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** A call of a kernel by the engine, which passes tensors. */
export interface KernelCall {
  inputs: Record<string, Tensor>;
  attrs: Record<string, unknown>;
  backend: object;
  /** Runs the kernel that was there before, on these or other inputs and attributes. */
  stock(inputs?: Record<string, Tensor>, attrs?: Record<string, unknown>): Tensor;
}

/**
 * A kernel that may decline with null. What it computes with operations it computes inside `tidy`. Nothing of that is
 * recorded for gradients, since the engine records at the outermost kernel only.
 */
export type PreferredKernel = (call: KernelCall) => Tensor | TensorInfo | TensorInfo[] | null;

const chains = new WeakMap<KernelFunc, Set<PreferredKernel>>();

/**
 * Puts a kernel in front of the one that a backend has, which serves what the new one declines. Nothing happens where
 * the backend has no such kernel, and nothing the second time.
 */
export function preferKernel(backendName: string, kernelName: string, kernel: PreferredKernel): void {
  const stock = getKernel(kernelName, backendName);
  const chain = stock && (chains.get(stock.kernelFunc) ?? new Set());
  if (!stock || chain?.has(kernel)) return;
  const kernelFunc = ((args: Omit<KernelCall, 'stock'>) => {
    const call: KernelCall = {
      ...args,
      stock: (inputs = args.inputs, attrs = args.attrs) =>
        stock.kernelFunc({ ...args, inputs, attrs } as never) as Tensor,
    };
    return kernel(call) ?? stock.kernelFunc(args as never);
  }) as KernelFunc;
  chains.set(kernelFunc, new Set(chain).add(kernel));
  unregisterKernel(kernelName, backendName);
  registerKernel({ ...stock, kernelFunc });
}
