import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArguments } from './wasmBackend.js';

/**
 * A second tensor of the same data. Tensors never change, so nothing is copied, as on every other backend. The kernel
 * of TensorFlow.js (4.22.0) copies, and every activation that is saved for a gradient is such a clone. Null for
 * strings, which are stored elsewhere.
 */
export function identity({ inputs: { x }, backend }: KernelArguments<{ x: TensorInfo }>): TensorInfo | null {
  if (x.dtype === 'string') return null;
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}
