import { type GradConfig, getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core';

/**
 * Runs synchronous work with other gradients in place of those that are registered, and puts back what was there, also
 * after an error. TensorFlow.js attaches a gradient to an operation when the operation runs, so what the work records
 * keeps these gradients, and nothing else does.
 */
export function withGradients<T>(gradients: readonly GradConfig[], work: () => T): T {
  const before = gradients.map(({ kernelName }) => getGradient(kernelName));
  for (const gradient of gradients) replace(gradient);
  try {
    return work();
  } finally {
    // In reverse order: should one name come twice, the first of them holds what was there at the start.
    for (const [i, { kernelName }] of [...gradients.entries()].reverse()) {
      unregisterGradient(kernelName);
      if (before[i]) registerGradient(before[i]);
    }
  }
}

/** Unregisters first, since TensorFlow.js warns in its debug mode of a gradient that is registered over another. */
function replace(gradient: GradConfig): void {
  if (getGradient(gradient.kernelName)) unregisterGradient(gradient.kernelName);
  registerGradient(gradient);
}
