import { type DataType, getKernel, type KernelConfig, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';

/** The members of the WebAssembly backend (4.22.0) that the kernels use, and which have no types here. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
}

/** The arguments of a kernel function. */
export interface KernelArguments<Inputs> {
  inputs: Inputs;
  backend: WasmBackend;
  attrs: Record<string, unknown>;
}

/**
 * Runs another kernel of the same backend on raw tensor infos. No tensor is made, so nothing is shared with the scopes
 * of the engine. What is made here is freed here, with `backend.disposeData`.
 */
export function runKernel(
  name: string,
  backend: WasmBackend,
  inputs: Record<string, TensorInfo>,
  attrs: Record<string, unknown>,
): TensorInfo {
  const kernel = getKernel(name, 'wasm') as KernelConfig;
  return kernel.kernelFunc({ inputs, backend, attrs: attrs as NamedAttrMap }) as TensorInfo;
}

/** The same data under another shape of the same size. */
export function reshaped({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
  return { dataId, dtype, shape };
}
