import type { Tensor } from '@tensorflow/tfjs-core';

/** What TensorFlow.js records of an operation. */
export interface TapeNode {
  kernelName: string;
  inputs: Record<string, Tensor>;
  outputs: Tensor[];
  saved?: Tensor[];
  gradient?: (dys: (Tensor | null)[]) => Record<string, () => Tensor>;
}

/** Members of the engine that are not public, as TensorFlow.js 4.22 has them. */
export interface EngineWithTape {
  startTape(): void;
  endTape(): void;
  /** `activeTape` is absent before the first tape. */
  state: { activeTape?: TapeNode[] | null; gradientDepth: number };
}
