import { grad, type Tensor } from '@tensorflow/tfjs-core';
import { InputError, refuse } from '../internal/checks.js';

/**
 * Vector-Jacobian product: cotangent [n, ...] of f(x) -> gradient of sum(f(x) * cotangent) in x, of x's shape. Each
 * example has its own cotangent, so one pass serves the whole batch.
 */
export function vjp(where: string, f: (x: Tensor) => Tensor, x: Tensor, cotangent: Tensor): Tensor {
  try {
    return grad(f)(x, cotangent);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/gradient function not found/i.test(message)) {
      throw new InputError(
        `${where}: TensorFlow.js has no gradients registered (${message}). @tensorflow/tfjs-core brings none by itself: ` +
          `add import '@tensorflow/tfjs-layers' (or '@tensorflow/tfjs') before you measure.`,
      );
    }
    if (/Cannot compute gradient/i.test(message)) {
      const remedy =
        'Compute f(x) from x with TensorFlow.js operations inside f; values read with dataSync are constants.';
      refuse(where, 'f(x)', 'computed from x by recorded operations', 'an output that does not depend on x', remedy);
    }
    throw error;
  }
}
