import { engine } from '@tensorflow/tfjs-core';
import type { TapeNode } from './tapeNode.js';

/** Members of the engine that are not public, as TensorFlow.js 4.22.0 has them. */
export interface EngineWithTape {
  startTape(): void;
  endTape(): void;
  /** `activeTape` is absent before the first tape. */
  state: { activeTape?: TapeNode[] | null; gradientDepth: number };
}

/** The engine with the members that keep its tape. */
export function engineWithTape(): EngineWithTape {
  return engine() as unknown as EngineWithTape;
}

/** Whether this version of TensorFlow.js has those members. */
export function hasTape(candidate: unknown = engine()): boolean {
  const { startTape, endTape, state } = candidate as Partial<EngineWithTape>;
  const methods = typeof startTape === 'function' && typeof endTape === 'function';
  return methods && typeof state?.gradientDepth === 'number';
}

/** Whether the caller is inside a gradient, such as `tf.grad` of a function that calls this library. */
export function isNested(): boolean {
  return engineWithTape().state?.gradientDepth > 0;
}
