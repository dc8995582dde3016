import { refuse } from '../../input/checks.js';
import type { PathNode } from './pathBetween.js';

/** Refuses a path on which a tensor has no entries. Its mean is 0 or NaN, depending on the backend. */
export function refuseEmptyTensors(path: readonly PathNode[]): void {
  for (const { kernelName, inputs, fromX } of path) {
    const empty = fromX.map((name) => inputs[name]).find(({ size }) => size === 0);
    if (!empty || kernelName === 'Concat') continue; // an empty piece does no harm among others
    const got = `an empty tensor of shape [${empty.shape}] inside f, before ${kernelName}`;
    refuse('x', 'large enough for f', got, 'Pass larger inputs, or leave out the operations that shrink them.');
  }
}
