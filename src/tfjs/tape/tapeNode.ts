import type { Tensor } from '@tensorflow/tfjs-core';

/** What TensorFlow.js records of one operation, as 4.22.0 has it. */
export interface TapeNode {
  kernelName: string;
  inputs: Record<string, Tensor>;
  outputs: Tensor[];
  /** Clones of the tensors that the gradient needs. */
  saved?: Tensor[];
  /** Takes cotangents of the outputs, and returns how to compute that of each input. */
  gradient?: (dys: (Tensor | null)[]) => Record<string, () => Tensor>;
}
