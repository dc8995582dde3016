import { engineWithTape, hasTape } from './engineWithTape.js';

/** Runs work that no gradient around it is to know of: what it computes is not recorded. */
export function offTheTape<T>(work: () => T): T {
  if (!hasTape()) return work();
  const { state } = engineWithTape();
  const { gradientDepth, activeTape } = state;
  state.gradientDepth = 0;
  state.activeTape = null;
  try {
    return work();
  } finally {
    state.gradientDepth = gradientDepth;
    state.activeTape = activeTape;
  }
}
