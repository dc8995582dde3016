import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** The values of the float32 tensors that `work` makes. The tensors are disposed of. */
export async function readAll(work: () => Tensor[]): Promise<Float32Array[]> {
  const tensors = tidy(work);
  try {
    return (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
  } finally {
    dispose(tensors);
  }
}
