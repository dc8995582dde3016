import { buffer, getKernel, type NamedAttrMap, type TensorInfo, type TypedArray } from '@tensorflow/tfjs-core';
import { refuse } from '../../input/checks.js';
import type { KernelArguments, WasmBackend } from './wasmBackend.js';

/**
 * Runs the kernel of the backend in plain JavaScript on the memory of the WebAssembly backend, where its own kernel is
 * wrong or missing. It reads the inputs where they are, and copies the outputs back.
 */
export function onCpu(
  kernelName: string,
  { inputs, attrs, backend }: KernelArguments<Record<string, TensorInfo>>,
): TensorInfo | TensorInfo[] {
  const kernel = getKernel(kernelName, 'cpu');
  if (!kernel) {
    const remedy = "Add import '@tensorflow/tfjs-backend-cpu', or call useBestBackend, which does.";
    return refuse("the backend 'cpu'", `imported, since ${kernelName} of wasm is wrong or missing`, 'none', remedy);
  }
  const data = new Map<object, { values: TypedArray }>();
  for (const input of Object.values(inputs)) data.set(input.dataId, { values: backend.typedArrayFromHeap(input) });
  const values = ({ dataId }: TensorInfo) => (data.get(dataId) as { values: TypedArray }).values;
  /** The members of the backend in plain JavaScript that its kernels use. */
  const host = {
    data,
    write(made: TypedArray): object {
      const dataId = {};
      data.set(dataId, { values: made });
      return dataId;
    },
    makeTensorInfo(shape: number[], dtype: 'float32', made: TypedArray): TensorInfo {
      return { dataId: host.write(made), shape, dtype };
    },
    bufferSync: (info: TensorInfo) => buffer(info.shape, info.dtype as 'float32', values(info) as Float32Array),
    disposeIntermediateTensorInfo() {}, // all of it goes with this call
    incRef() {},
  };
  const made = kernel.kernelFunc({ inputs, attrs: attrs as NamedAttrMap, backend: host });
  const outputs = [made].flat().map((info) => copyBack(info as TensorInfo, values(info as TensorInfo), backend));
  return Array.isArray(made) ? outputs : outputs[0];
}

function copyBack({ shape, dtype }: TensorInfo, values: TypedArray, backend: WasmBackend): TensorInfo {
  const out = backend.makeOutput(shape, dtype);
  backend.typedArrayFromHeap(out).set(values);
  return out;
}
