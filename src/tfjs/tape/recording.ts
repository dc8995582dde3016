import type { Tensor } from '@tensorflow/tfjs-core';

/** Outputs of a function of x, and the way back to x from each. */
export interface Recording {
  /** The outputs y_k = f(x)_k. They live until `dispose`. */
  readonly outputs: readonly Tensor[];
  /** Kernels on the paths from x to output k, in the order of the forward pass. Undefined where they are not known. */
  readonly kernels?: readonly (readonly string[])[];
  /** Memory that the tape holds for the examples, in bytes. NaN where it is not known. */
  readonly bytes: number;
  /** The gradient of sum(y_k * cotangent) in x, of the shape of x. Undefined where y_k does not depend on x. */
  pull(k: number, cotangent: Tensor, watch?: Watch): Tensor | undefined;
  /** Frees the outputs and the tape. */
  dispose(): void;
}

/**
 * Is shown each operation of a walk: its name and place on the path, the cotangents of its outputs and of its inputs.
 */
export type Watch = (step: {
  kernelName: string;
  at: number;
  of: number;
  outputs: { id: number; dy: Tensor | null }[];
  inputs: { id: number; dx: Tensor }[];
}) => void;
